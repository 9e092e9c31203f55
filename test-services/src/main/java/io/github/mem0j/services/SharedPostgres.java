package io.github.mem0j.services;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The build's one server: the first JVM that asks starts it, the others find what it wrote down. Thread-safe. */
final class SharedPostgres {
    private static final Logger log = LoggerFactory.getLogger(SharedPostgres.class);
    private static @Nullable PostgresDatabase found;
    private static @Nullable String failure;

    private SharedPostgres() {}

    /**
     * Its maintenance database.
     *
     * @throws IllegalStateException if there is none; looking again, in the same JVM, would only take time
     */
    static synchronized PostgresDatabase server() {
        if (failure != null) {
            throw new IllegalStateException("As this JVM found before: " + failure);
        }
        if (found == null) {
            try {
                found = EnvironmentPostgres.server().orElseGet(SharedPostgres::ofBuild);
            } catch (RuntimeException e) {
                failure = String.valueOf(e.getMessage());
                throw e;
            }
        }
        return found;
    }

    private static PostgresDatabase ofBuild() {
        ProcessHandle build = Build.process();
        Path state = Folders.state().toAbsolutePath().resolve("postgres-" + Build.id(build) + ".properties");
        Path lock = state.resolveSibling("postgres.lock");
        return FileLocks.locked(lock, () -> {
            Optional<PostgresDatabase> running = ServerState.read(state);
            if (running.isPresent()) {
                return running.get();
            }
            PostgresDatabase started = start(build, state);
            ServerState.write(state, started);
            return started;
        });
    }

    private static PostgresDatabase start(ProcessHandle build, Path state) {
        long start = System.nanoTime();
        RunFolder folder = RunFolder.create(build, state);
        PostgresDatabase server = DockerPostgres.isAvailable()
                ? DockerPostgres.start(folder, settings())
                : NativePostgres.start(folder, settings());
        log.info("PostgreSQL is up after {} ms: {}", (System.nanoTime() - start) / 1_000_000, server);
        return server;
    }

    /** Nothing of it need survive a crash. */
    private static Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("fsync", "off");
        settings.put("full_page_writes", "off");
        settings.put("synchronous_commit", "on");
        settings.put("autovacuum", "on");
        settings.put("max_connections", "200");
        settings.put("shared_buffers", "256MB");
        return settings;
    }
}
