package io.github.mem0j.services;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A folder of the cache that is filled once. */
final class Cached {
    interface Filling {
        void fill(Path folder) throws IOException;
    }

    private Cached() {}

    /** The folder of that name; filled under a lock, and complete or absent. */
    static Path folder(String name, Filling filling) {
        Path folder = Folders.cache().resolve(name);
        if (Files.isDirectory(folder)) {
            return folder;
        }
        return FileLocks.locked(Folders.cache().resolve(name + ".lock"), () -> {
            if (!Files.isDirectory(folder)) {
                Path filled = Files.createTempDirectory(Folders.cache(), name + "-");
                try {
                    filling.fill(filled);
                    Files.move(filled, folder, StandardCopyOption.ATOMIC_MOVE);
                } finally {
                    Folders.delete(filled);
                }
            }
            return folder;
        });
    }
}
