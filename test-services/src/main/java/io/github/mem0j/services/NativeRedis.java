package io.github.mem0j.services;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A data directory, and the Redis that runs on it or not, as a process of this machine. Not thread-safe. */
final class NativeRedis {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int SLOTS = 16_384;

    private final RunFolder folder;
    private final List<String> binary;
    private final Map<String, String> settings;
    private final String password;
    private final Path data;
    private final ServerProcess process;
    private int port;

    private NativeRedis(RunFolder folder, RedisBinary binary, Map<String, String> settings, String password) {
        this.folder = folder;
        this.binary = binary.command(folder);
        this.settings = settings;
        this.password = password;
        data = folder.folder("data");
        process = new ServerProcess("Redis", folder, log(), "KILL");
    }

    /**
     * A new one, with its server up; a cluster of one node, with all slots, if it is to be a cluster.
     *
     * @param settings as in redis.conf, but for bind, port, dir and requirepass
     * @param password empty if none is to be asked for
     * @throws IllegalStateException saying what to install, if it cannot be had; the folder is gone then
     */
    static NativeRedis create(RunFolder folder, RedisBinary binary, Map<String, String> settings, String password) {
        try {
            NativeRedis redis = new NativeRedis(folder, binary, settings, password);
            Ports.startOnFree(port -> {
                redis.port = port;
                redis.configure();
                redis.start();
            });
            return redis;
        } catch (RuntimeException e) {
            folder.delete();
            throw new IllegalStateException(binary + """
                     does not do for the tests. If it is not what they set, one of these helps:
                    - install Redis 7 or later, such as Debian's or Ubuntu's redis-server;
                    - for the embedded one on amd64, install OpenSSL 3 (libssl3);
                    - set MEM0_TEST_REDIS_URL to a server, such as redis://host:port, or start a Docker engine
                      (neither is for tests that start a server of their own).
                    Skipping is not one: CONTRIBUTING.md, "Real servers in tests".""", e);
        }
    }

    private void configure() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("save", "\"\"");
        all.put("appendonly", "no");
        all.put("cluster-announce-ip", "127.0.0.1");
        all.putAll(settings);
        all.put("bind", "127.0.0.1");
        all.put("port", Integer.toString(port));
        all.put("dir", data.toString());
        all.put("daemonize", "no");
        // The supervisor knows it by its command line.
        all.put("set-proc-title", "no");
        if (!password.isEmpty()) {
            all.put("requirepass", '"' + password.replace("\\", "\\\\").replace("\"", "\\\"") + '"');
        }
        StringBuilder lines = new StringBuilder();
        all.forEach(
                (name, value) -> lines.append(name).append(' ').append(value).append('\n'));
        try {
            Files.writeString(configuration(), lines);
            ServerUser.give(configuration());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns when the server has read its data and answers. */
    void start() {
        process.start(Commands.concat(binary, List.of(configuration().toString())), this::isReady);
        if (settings.getOrDefault("cluster-enabled", "no").equals("yes")) {
            try {
                takeSlots();
            } catch (IllegalStateException e) {
                process.kill();
                throw e;
            }
        }
    }

    /** Somebody else might answer on the port. */
    private boolean isReady() {
        try {
            return text("INFO", "server")
                            .contains("process_id:" + process.running().pid() + "\r\n")
                    && text("PING").equals("PONG");
        } catch (IllegalStateException e) {
            return false;
        }
    }

    private void takeSlots() {
        if (!text("CLUSTER", "INFO").contains("cluster_slots_assigned:" + SLOTS)) {
            Stream<String> slots = IntStream.range(0, SLOTS).mapToObj(Integer::toString);
            text(Stream.concat(Stream.of("CLUSTER", "ADDSLOTS"), slots).toArray(String[]::new));
        }
        Waits.until(PATIENCE, "the cluster", () -> text("CLUSTER", "INFO").contains("cluster_state:ok"));
    }

    /** Ends without a snapshot, whatever the settings say. */
    void stop() {
        process.end(() -> {
            try (RespConnection connection = new RespConnection(address())) {
                connection.command("SHUTDOWN", "NOSAVE");
            } catch (IOException e) {
                // It does not answer that; the end is waited for.
            }
        });
    }

    Path data() {
        return data;
    }

    private String text(String... words) {
        return String.valueOf(RespConnection.ask(address(), words));
    }

    ServerProcess process() {
        return process;
    }

    RedisAddress address() {
        return new RedisAddress("127.0.0.1", port, "", password);
    }

    Path log() {
        return folder.path().resolve("redis.log");
    }

    private Path configuration() {
        return folder.path().resolve("redis.conf");
    }
}
