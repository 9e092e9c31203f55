package io.github.mem0j.services;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The build's one server of a kind: the first JVM that asks starts it, the others find what it wrote down. Thread-safe.
 *
 * @param <S> where it is
 */
final class SharedServer<S> {
    private static final Logger log = LoggerFactory.getLogger(SharedServer.class);

    private final Kind<S> kind;
    private @Nullable S found;
    private @Nullable String failure;

    /** What differs among servers. */
    interface Kind<S> {
        /** Names the files of its state. */
        String name();

        /** The one the user says to use. */
        Optional<S> ofEnvironment();

        /** Starts one that ends with the folder. */
        S start(RunFolder folder);

        /** With "host" and "port". */
        Properties write(S server);

        S read(Properties written);
    }

    SharedServer(Kind<S> kind) {
        this.kind = kind;
    }

    /** @throws IllegalStateException if there is none; looking again, in the same JVM, would only take time */
    synchronized S get() {
        if (failure != null) {
            throw new IllegalStateException("As this JVM found before: " + failure);
        }
        if (found == null) {
            try {
                found = kind.ofEnvironment().orElseGet(this::ofBuild);
            } catch (RuntimeException e) {
                failure = String.valueOf(e.getMessage());
                throw e;
            }
        }
        return found;
    }

    private S ofBuild() {
        ProcessHandle build = Build.process();
        Path state = Folders.state().toAbsolutePath().resolve(kind.name() + "-" + Build.id(build) + ".properties");
        Path lock = state.resolveSibling(kind.name() + ".lock");
        return FileLocks.locked(lock, () -> findOrStart(build, state));
    }

    private S findOrStart(ProcessHandle build, Path state) throws IOException {
        Optional<Properties> running = ServerState.read(state);
        if (running.isPresent()) {
            return kind.read(running.get());
        }
        long start = System.nanoTime();
        S started = kind.start(RunFolder.create(build, state));
        log.info("{} is up after {} ms: {}", kind.name(), (System.nanoTime() - start) / 1_000_000, started);
        ServerState.write(state, kind.write(started));
        return started;
    }
}
