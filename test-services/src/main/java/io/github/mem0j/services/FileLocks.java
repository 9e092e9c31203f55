package io.github.mem0j.services;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** One at a time among all JVMs of the machine. */
final class FileLocks {
    /** Longer than a first download takes. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    /** File locks are the JVM's, not the thread's. */
    private static final Object ONE_THREAD = new Object();

    interface Work<T> {
        T run() throws IOException;
    }

    private FileLocks() {}

    static <T> T locked(Path file, Work<T> work) {
        synchronized (ONE_THREAD) {
            try {
                Path folder = file.toAbsolutePath().getParent();
                if (folder != null) {
                    Files.createDirectories(folder);
                }
                try (FileChannel channel =
                        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                    AtomicReference<@Nullable FileLock> lock = new AtomicReference<>();
                    Waits.until(PATIENCE, "getting the lock on " + file, () -> tryLock(channel, lock));
                    return work.run();
                }
            } catch (IOException e) {
                throw new UncheckedIOException("work under the lock " + file + " failed", e);
            }
        }
    }

    private static boolean tryLock(FileChannel channel, AtomicReference<@Nullable FileLock> lock) {
        try {
            lock.set(channel.tryLock());
            return lock.get() != null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
