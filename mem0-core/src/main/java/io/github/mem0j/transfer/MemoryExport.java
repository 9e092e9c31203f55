package io.github.mem0j.transfer;

import io.github.mem0j.model.EmbeddingSpace;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.ScanPage;
import io.github.mem0j.store.ScanRequest;
import io.github.mem0j.store.StoreAdmin;
import io.github.mem0j.store.StoredMemory;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Writes all live memories of a store as JSON lines: a header with the embedding space, one line per memory, and a last
 * line that counts them, by which a cut-off file is known. UTF-8. Times, versions, metadata types and embeddings are
 * kept exactly; hidden and expired memories are left out.
 *
 * <p>The lines come from {@link StoreAdmin#scan}: what is changed while it runs may be exported before or after.
 */
public final class MemoryExport {
    static final String FORMAT = "mem0j-memories";
    static final long VERSION = 1;

    private MemoryExport() {}

    /**
     * Writes to a file, which appears all at once: an earlier one under this name stays whole until the new one is
     * complete and on disk. Readable by its owner only.
     *
     * @return how many memories
     * @throws IOException if it cannot be written; an earlier file is untouched then
     */
    public static long toFile(MemoryStore store, Path file) throws IOException {
        Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
        Path directory = target.getParent();
        Path draft = Files.createTempFile(directory, target.getFileName() + ".", ".tmp");
        try {
            long count;
            try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
                count = toStream(store, Channels.newOutputStream(channel));
                channel.force(true);
            }
            Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
            return count;
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    /** Writes to a stream, which is flushed and left open. Returns how many memories. */
    public static long toStream(MemoryStore store, OutputStream stream) throws IOException {
        Writer out = new BufferedWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8));
        StoreAdmin admin = StoreAdmin.of(store);
        write(out, header(admin));
        long count = 0;
        ScanRequest request = ScanRequest.all();
        ScanPage page;
        do {
            page = admin.scan(request);
            for (StoredMemory stored : page.memories()) {
                write(out, MemoryLine.fields(stored));
                count++;
            }
            request = request.after(page.next());
        } while (page.next() != null);
        write(out, Map.of("end", count));
        out.flush();
        return count;
    }

    private static Map<String, Object> header(StoreAdmin admin) {
        Map<String, Object> header = new LinkedHashMap<>();
        header.put("format", FORMAT);
        header.put("version", VERSION);
        admin.space().ifPresent(space -> put(header, space));
        return header;
    }

    private static void put(Map<String, Object> header, EmbeddingSpace space) {
        header.put("model", space.model());
        header.put("dimensions", (long) space.dimensions());
    }

    private static void write(Writer out, Map<String, ?> line) throws IOException {
        out.write(JsonWriter.write(line));
        out.write('\n');
    }
}
