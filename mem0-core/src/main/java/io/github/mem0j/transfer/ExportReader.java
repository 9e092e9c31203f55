package io.github.mem0j.transfer;

import io.github.mem0j.model.EmbeddingSpace;
import io.github.mem0j.store.ScanRequest;
import io.github.mem0j.store.StoreCorruptedException;
import io.github.mem0j.store.StoredMemory;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An export file, line by line; every complaint names the line. Not thread-safe. */
final class ExportReader implements AutoCloseable {
    private final Path file;
    private final InputStream in;
    private final @Nullable EmbeddingSpace space;
    private final Set<ScanRequest.Cursor> seen = new HashSet<>();
    private long line;

    private ExportReader(Path file, InputStream in) throws IOException {
        this.file = file;
        this.in = in;
        this.space = readHeader();
    }

    static ExportReader open(Path file) throws IOException {
        InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
        try {
            return new ExportReader(file, in);
        } catch (IOException | RuntimeException e) {
            in.close();
            throw e;
        }
    }

    EmbeddingSpace space() {
        if (space == null) {
            throw damaged("there are memories, but the first line names no model and dimensions");
        }
        return space;
    }

    /** The next memory, or null after the last one. */
    @Nullable
    StoredMemory next() throws IOException {
        Map<String, Object> object = readObject("the file ends early; a line {\"end\":…} should be its last");
        try {
            if (object.containsKey("end")) {
                end(new Fields(object));
                return null;
            }
            StoredMemory stored = MemoryLine.read(object);
            space().require(Objects.requireNonNull(stored.memory().embedding()));
            ScanRequest.Cursor key = new ScanRequest.Cursor(
                    stored.memory().scope().ownerKey(), stored.memory().id());
            if (!seen.add(key)) {
                throw new IllegalArgumentException("memory " + key.id() + " is there twice");
            }
            return stored;
        } catch (StoreCorruptedException e) {
            throw e;
        } catch (RuntimeException e) {
            throw damaged(String.valueOf(e.getMessage()));
        }
    }

    private void end(Fields fields) throws IOException {
        long count = fields.take("end", Long.class);
        fields.requireNoMore();
        if (count != seen.size()) {
            throw new IllegalArgumentException("the file should hold " + count + " memories, but has " + seen.size());
        }
        if (readLine() != null) {
            throw new IllegalArgumentException("nothing may follow the line {\"end\":…}");
        }
    }

    private @Nullable EmbeddingSpace readHeader() throws IOException {
        Map<String, Object> object = readObject("the file is empty");
        try {
            Fields header = new Fields(object);
            if (!MemoryExport.FORMAT.equals(header.take("format", String.class))) {
                throw new IllegalArgumentException("the format must be '" + MemoryExport.FORMAT + "'");
            }
            long version = header.take("version", Long.class);
            if (version != MemoryExport.VERSION) {
                throw new IllegalArgumentException("format version " + version + " is not known here, only "
                        + MemoryExport.VERSION + "; read it with the mem0j that wrote it");
            }
            String model = header.takeIfPresent("model", String.class);
            Long dimensions = header.takeIfPresent("dimensions", Long.class);
            header.requireNoMore();
            return model == null || dimensions == null ? null : new EmbeddingSpace(model, Math.toIntExact(dimensions));
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw damaged(e.getMessage() + "; this does not look like a memory file of mem0j");
        }
    }

    private Map<String, Object> readObject(String ifAbsent) throws IOException {
        String text = readLine();
        if (text == null) {
            throw damaged(ifAbsent);
        }
        try {
            return JsonReader.readObject(text);
        } catch (JsonReader.Malformed e) {
            throw damaged(String.valueOf(e.getMessage()));
        }
    }

    /** Lines are split as bytes and decoded one by one, so that bad UTF-8 has a line number as well. */
    private @Nullable String readLine() throws IOException {
        line++;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(4096);
        int b = in.read();
        if (b < 0) {
            return null;
        }
        for (; b >= 0 && b != '\n'; b = in.read()) {
            bytes.write(b);
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw damaged("not UTF-8");
        }
    }

    private StoreCorruptedException damaged(String what) {
        return new StoreCorruptedException(file + ", line " + line + ": " + what, null);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
