package io.github.mem0j.services;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A Neo4j of the test's own, to kill, pause and restart. It has a data directory and a port of its own, which stay the
 * same over restarts; what was committed is there again.
 *
 * <pre>{@code
 * try (OwnNeo4j own = OwnNeo4j.start()) {
 *     own.kill();
 *     own.restart();
 * }
 * }</pre>
 *
 * <p>Always a process of this machine, which must be a Linux: neither {@code MEM0_TEST_NEO4J_URL} nor Docker are looked
 * at. Listens on 127.0.0.1 only and asks for no password. Ends with {@link #close}, or else with this JVM. Thread-safe.
 * Everything fails with an {@link IllegalStateException} if the server does not do as told within a minute.
 */
public final class OwnNeo4j implements AutoCloseable {
    private final RunFolder folder = RunFolder.create(ProcessHandle.current());
    private final NativeNeo4j neo4j;
    private boolean closed;

    private OwnNeo4j(Options options) {
        neo4j = NativeNeo4j.create(folder, options.settings, options.flags(), options.apoc);
    }

    /** Neo4j 5.26 Community without APOC. */
    public static OwnNeo4j start() {
        return options().start();
    }

    public static Options options() {
        return new Options();
    }

    /** What kind of server. Not thread-safe. */
    public static final class Options {
        private final Map<String, String> settings = new LinkedHashMap<>();
        private boolean apoc;
        private boolean optimised;

        private Options() {}

        /** A setting, as in neo4j.conf; the addresses are not for settings. */
        public Options set(String name, String value) {
            settings.put(name, value);
            return this;
        }

        /** With the procedures of APOC's core. */
        public Options withApoc() {
            apoc = true;
            return this;
        }

        /** With all that its JVM can do for speed, at a slower start: for measurements. */
        public Options optimised() {
            optimised = true;
            return this;
        }

        public OwnNeo4j start() {
            return new OwnNeo4j(this);
        }

        private List<String> flags() {
            List<String> flags = new ArrayList<>(List.of("-Xmx1g", "-XX:+UseSerialGC"));
            if (!optimised) {
                flags.add("-XX:TieredStopAtLevel=1");
            }
            return flags;
        }
    }

    /** Where it is. The same for its whole life. */
    public Neo4jAddress get() {
        return neo4j.address();
    }

    public URI uri() {
        return get().uri();
    }

    /** Where its data are, and its log. */
    public Path dataFolder() {
        return folder.path();
    }

    /** What the server has logged so far; its last part if that is much. */
    public String log() {
        return Commands.tail(neo4j.log());
    }

    /** SIGKILL; returns when the server is gone. */
    public synchronized void kill() {
        neo4j.process().kill();
    }

    /** SIGSTOP: connections stay, new ones are taken by the system, and nothing is answered. */
    public synchronized void pause() {
        neo4j.process().signal("STOP");
    }

    /** Goes on after {@link #pause}. */
    public synchronized void resume() {
        neo4j.process().signal("CONT");
    }

    /** Starts again on the same data and port, after a {@link #kill} if it runs; returns when it answers. */
    public synchronized void restart() {
        if (neo4j.process().isRunning()) {
            kill();
        }
        neo4j.start();
    }

    /** Ends the server, paused or not, and deletes its data. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (neo4j.process().isRunning()) {
            neo4j.process().kill();
        }
        folder.delete();
    }
}
