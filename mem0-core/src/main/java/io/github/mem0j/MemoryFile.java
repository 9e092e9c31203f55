package io.github.mem0j;

import io.github.mem0j.embedded.EmbeddedMemoryStore;
import io.github.mem0j.layer.Call;
import io.github.mem0j.layer.InterceptingMemoryStore;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.StoreRejectedException;
import io.github.mem0j.store.StoreRejectedException.Reason;
import io.github.mem0j.store.StoreResult;
import io.github.mem0j.store.StoreUnavailableException;
import io.github.mem0j.transfer.MemoryExport;
import io.github.mem0j.transfer.MemoryImport;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A layer that keeps an embedded store in a file: loaded when opened, saved on demand and on close. Operations share a
 * lock that a save takes for itself, so a file holds one moment and closing loses no acknowledged write. A lock file
 * beside it, {@code <file>.lock}, keeps other processes away; it stays behind, since removing it would race.
 */
final class MemoryFile extends InterceptingMemoryStore {
    private final Path file;
    private final FileChannel lockFile;
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private volatile boolean changed;
    private boolean closed;

    private MemoryFile(MemoryStore store, Path file, FileChannel lockFile) {
        super(store);
        this.file = file;
        this.lockFile = lockFile;
    }

    /**
     * Opens a file, or starts with nothing if there is none.
     *
     * @throws io.github.mem0j.store.StoreCorruptedException if it is damaged; it is left as it is
     */
    static MemoryFile open(Path file, Clock clock) {
        Path real = file.toAbsolutePath();
        if (Files.isDirectory(real)) {
            throw new StoreRejectedException(
                    Reason.UNSUPPORTED, real + " is a directory; name a file in it, which need not be there yet");
        }
        FileChannel lockFile = null;
        try {
            if (real.getParent() != null) {
                Files.createDirectories(real.getParent());
            }
            real = Files.exists(real) ? real.toRealPath() : real;
            lockFile = lock(real);
            EmbeddedMemoryStore.Builder builder = EmbeddedMemoryStore.builder().clock(clock);
            MemoryStore store = Files.exists(real) ? MemoryImport.load(real, builder) : builder.build();
            return new MemoryFile(store, real, lockFile);
        } catch (IOException e) {
            closeQuietly(lockFile, e);
            throw StoreUnavailableException.notApplied("cannot read " + real + ": " + e, e);
        } catch (RuntimeException e) {
            closeQuietly(lockFile, e);
            throw e;
        }
    }

    private static FileChannel lock(Path file) throws IOException {
        Path beside = file.resolveSibling(file.getFileName() + ".lock");
        FileChannel channel = FileChannel.open(beside, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock held;
        try {
            held = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            held = null;
        }
        if (held == null) {
            channel.close();
            throw new StoreRejectedException(
                    Reason.IN_USE,
                    file + " is open in another AgentMemory; close that first, or use a server-backed store");
        }
        return channel;
    }

    private static void closeQuietly(@Nullable FileChannel channel, Exception cause) {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                cause.addSuppressed(e);
            }
        }
    }

    @Override
    protected <R extends StoreResult> R around(Call<R> call) {
        return shared(call.operation().isWrite(), call::proceed);
    }

    @Override
    protected <T> T aroundAdmin(String name, Supplier<T> call) {
        return shared(name.equals("restore") || name.equals("erase"), call);
    }

    private <T> T shared(boolean write, Supplier<T> call) {
        Lock shared = lock.readLock();
        shared.lock();
        try {
            if (write) {
                changed = true;
            }
            return call.get();
        } finally {
            shared.unlock();
        }
    }

    /** Writes the file if anything has changed since it was last written. */
    void save() {
        lock.writeLock().lock();
        try {
            if (changed && !closed) {
                MemoryExport.toFile(delegate(), file);
                changed = false;
            }
        } catch (IOException e) {
            throw StoreUnavailableException.notApplied(
                    "could not save " + file + " (" + e + "); what it held before is untouched, try again", e);
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** Saves, then closes. If it cannot save it stays open, so that nothing is lost. */
    @Override
    public void close() {
        lock.writeLock().lock();
        try {
            if (!closed) {
                save();
                closed = true;
                super.close();
                lockFile.close();
            }
        } catch (IOException e) {
            throw StoreUnavailableException.notApplied("saved " + file + ", but could not unlock it", e);
        } finally {
            lock.writeLock().unlock();
        }
    }
}
