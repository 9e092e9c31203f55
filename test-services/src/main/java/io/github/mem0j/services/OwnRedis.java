package io.github.mem0j.services;

import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A Redis of the test's own, to stop, kill, pause and restart. It has a data directory and a port of its own, which stay
 * the same over restarts. It keeps nothing by itself: a restarted one has what it had at the last {@link #save}, or
 * nothing, unless set otherwise.
 *
 * <pre>{@code
 * try (OwnRedis own = OwnRedis.start()) {
 *     own.command("SET", "key", "old");
 *     own.save();
 *     own.command("SET", "key", "new");
 *     own.kill();
 *     own.restart(); // has "old"
 * }
 * }</pre>
 *
 * <p>Always a process of this machine, which must be a Linux: neither {@code MEM0_TEST_REDIS_URL} nor Docker are looked
 * at. Listens on 127.0.0.1 only. Ends with {@link #close}, or else with this JVM. Thread-safe. Everything fails with an
 * {@link IllegalStateException} if the server does not do as told within a minute, and {@link #start} with what to
 * install.
 */
public final class OwnRedis implements AutoCloseable {
    private final RunFolder folder = RunFolder.create(ProcessHandle.current());
    private final NativeRedis redis;
    private boolean closed;

    private OwnRedis(Options options) {
        redis = NativeRedis.create(
                folder, options.chosenBinary(), new LinkedHashMap<>(options.settings), options.password);
    }

    /** Redis 7 or later if it is installed, else 6.2 from Maven. */
    public static OwnRedis start() {
        return options().start();
    }

    /** With these settings, as in redis.conf. */
    public static OwnRedis start(Map<String, String> settings) {
        Options options = options();
        settings.forEach(options::set);
        return options.start();
    }

    public static Options options() {
        return new Options();
    }

    /** What kind of server. Not thread-safe. */
    public static final class Options {
        private final Map<String, String> settings = new LinkedHashMap<>();
        private @Nullable RedisBinary binary;
        private String password = "";

        private Options() {}

        /**
         * A setting, as in redis.conf: what has spaces or is empty may need quotes. The address, the port and the
         * directory are not for settings.
         */
        public Options set(String name, String value) {
            settings.put(name, value);
            return this;
        }

        /** That program, instead of an installed one or else the embedded. */
        public Options binary(RedisBinary binary) {
            this.binary = Objects.requireNonNull(binary, "binary");
            return this;
        }

        /** Whoever connects must say it ({@code requirepass}). */
        public Options withPassword(String password) {
            this.password = Objects.requireNonNull(password, "password");
            return this;
        }

        /** A cluster of one node, which has all slots. Each start takes Redis two seconds. */
        public Options withCluster() {
            return set("cluster-enabled", "yes");
        }

        public OwnRedis start() {
            return new OwnRedis(this);
        }

        private RedisBinary chosenBinary() {
            return binary != null ? binary : RedisBinary.usual();
        }
    }

    /** Where it is. The same for its whole life. */
    public RedisAddress get() {
        return redis.address();
    }

    public String host() {
        return get().host();
    }

    public int port() {
        return get().port();
    }

    /** With the password, if it has one. */
    public URI uri() {
        return get().uri();
    }

    /** Empty if it has none. */
    public String password() {
        return get().password();
    }

    /** Such as "7.0.15"; of a server that runs. */
    public String version() {
        return String.valueOf(command("INFO", "server"))
                .lines()
                .filter(line -> line.startsWith("redis_version:"))
                .map(line -> line.substring("redis_version:".length()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("a Redis without a version"));
    }

    /** What the server has logged so far; its last part if that is much. */
    public String log() {
        return Commands.tail(redis.log());
    }

    /**
     * Sends a command, on a connection of its own, and waits for the reply; all text is UTF-8.
     *
     * @return a {@link String}, a {@link Long}, a {@link List} of replies, or null
     * @throws IllegalStateException if the reply is an error, with its text, or there is none
     */
    public @Nullable Object command(String... words) {
        return RespConnection.ask(redis.address(), words);
    }

    /** Where its snapshots are. */
    public Path dataFolder() {
        return redis.data();
    }

    /** Writes a snapshot of everything, which {@link #restart} goes back to; returns when it is written. */
    public void save() {
        command("SAVE");
    }

    /** In good order, but without a snapshot (SHUTDOWN NOSAVE); clients that a test has paused delay it. */
    public synchronized void stop() {
        redis.process().signal("CONT");
        redis.stop();
    }

    /** SIGKILL; returns when the server is gone. */
    public synchronized void kill() {
        redis.process().kill();
    }

    /** SIGSTOP: connections stay, new ones are taken by the system, and nothing is answered. */
    public synchronized void pause() {
        redis.process().signal("STOP");
    }

    /** Goes on after {@link #pause}. */
    public synchronized void resume() {
        redis.process().signal("CONT");
    }

    /** Starts again on the same data and port, after a {@link #stop} if it runs; returns when it answers. */
    public synchronized void restart() {
        if (redis.process().isRunning()) {
            stop();
        }
        redis.start();
    }

    /** Ends the server, paused or not, and deletes its data. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (redis.process().isRunning()) {
            redis.process().kill();
        }
        folder.delete();
    }
}
