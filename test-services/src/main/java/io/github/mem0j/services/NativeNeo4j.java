package io.github.mem0j.services;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A home directory, and the Neo4j that runs on it or not, in a JVM of its own whose class path the module test-neo4j has
 * written down. Not thread-safe.
 */
final class NativeNeo4j {
    /** The server's main class, of the Community Edition. */
    private static final String MAIN = "org.neo4j.server.CommunityEntryPoint";

    private final RunFolder folder;
    private final Map<String, String> settings;
    private final List<String> flags;
    private final ServerProcess process;
    private int port;

    private NativeNeo4j(RunFolder folder, Map<String, String> settings, List<String> flags) {
        this.folder = folder;
        this.settings = new LinkedHashMap<>(settings);
        this.flags = flags;
        process = new ServerProcess("Neo4j", folder, log(), "KILL");
    }

    /**
     * A new one, with its server up.
     *
     * @param settings as in neo4j.conf, but for the addresses
     * @param flags of its JVM
     * @throws IllegalStateException saying what to do, if it cannot be had; the folder is gone then
     */
    static NativeNeo4j create(RunFolder folder, Map<String, String> settings, List<String> flags, boolean apoc) {
        try {
            NativeNeo4j neo4j = new NativeNeo4j(folder, settings, flags);
            if (apoc) {
                neo4j.plugApocIn();
            }
            Ports.startOnFree(port -> {
                neo4j.port = port;
                neo4j.configure();
                neo4j.start();
            });
            return neo4j;
        } catch (IOException | RuntimeException e) {
            folder.delete();
            throw new IllegalStateException("""
                    No Neo4j for the tests. One of these helps:
                    - have Maven build the module test-neo4j first ("-am" does), with a JDK of 17 or 21;
                    - set MEM0_TEST_NEO4J_URL to a server, such as bolt://host:port, or start a Docker engine
                      (neither is for tests that start a server of their own).
                    Skipping is not one: CONTRIBUTING.md, "Real servers in tests".""", e);
        }
    }

    /** Found in the reactor, whichever module the tests are of. */
    private static String classPath(String name) throws IOException {
        return Files.readString(Folders.root().resolve(Path.of("test-neo4j", "target", name + ".classpath")))
                .strip();
    }

    private void plugApocIn() throws IOException {
        // All of APOC would want libraries that we leave out.
        settings.put("dbms.security.procedures.allowlist", "apoc.path.*,db.*,dbms.*");
        Path plugins = Files.createDirectories(home().resolve("plugins"));
        for (String jar : classPath("apoc").split(":", -1)) {
            Path source = Path.of(jar);
            Files.copy(source, plugins.resolve(source.getFileName()));
        }
    }

    private void configure() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("dbms.security.auth_enabled", "false");
        all.put("dbms.usage_report.enabled", "false");
        all.put("server.http.enabled", "false");
        all.put("server.https.enabled", "false");
        all.put("server.memory.pagecache.size", "128m");
        all.put("db.logs.query.enabled", "OFF");
        // Tests fill and empty the database all the time, which would have every plan made anew every ten seconds.
        all.put("dbms.cypher.min_replan_interval", "1d");
        all.put("db.tx_log.preallocate", "false");
        all.put("db.tx_log.rotation.size", "32m");
        all.putAll(settings);
        all.put("server.bolt.listen_address", "127.0.0.1:" + port);
        StringBuilder lines = new StringBuilder();
        all.forEach(
                (name, value) -> lines.append(name).append('=').append(value).append('\n'));
        try {
            Path configuration = Files.createDirectories(home().resolve("conf"));
            Files.writeString(configuration.resolve("neo4j.conf"), lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns when the server has recovered its data and answers. */
    void start() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        // Verifying the release's own classes takes a fifth of the start.
        command.addAll(List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:-BytecodeVerificationRemote"));
        for (String opened : List.of("java.nio", "java.io", "sun.nio.ch")) {
            command.add("--add-opens=java.base/" + opened + "=ALL-UNNAMED");
        }
        try {
            command.addAll(List.of("-cp", classPath("server"), MAIN));
        } catch (IOException e) {
            throw new IllegalStateException("the module test-neo4j has left no class path", e);
        }
        command.addAll(List.of("--console-mode", "--home-dir=" + home(), "--config-dir=" + home().resolve("conf")));
        process.startAsThisUser(command, () -> Bolt.answers("127.0.0.1", port));
    }

    ServerProcess process() {
        return process;
    }

    Neo4jAddress address() {
        return Neo4jAddress.local(port);
    }

    Path log() {
        return folder.path().resolve("neo4j.log");
    }

    private Path home() {
        return folder.path().resolve("home");
    }
}
