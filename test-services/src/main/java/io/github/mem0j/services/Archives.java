package io.github.mem0j.services;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import org.tukaani.xz.XZInputStream;

/** Unpacks. */
final class Archives {
    private Archives() {}

    /** @param archive a .txz */
    static void untar(InputStream archive, Path folder) throws IOException {
        Path tar = Files.createTempFile("mem0j-", ".tar");
        try (InputStream unpacked = new XZInputStream(archive)) {
            Files.copy(unpacked, tar, StandardCopyOption.REPLACE_EXISTING);
            Commands.run(folder, Duration.ofMinutes(2), List.of("tar", "-xf", tar.toString(), "--no-same-owner"));
        } finally {
            Files.deleteIfExists(tar);
        }
    }
}
