package io.github.mem0j.pgvector;

import io.github.mem0j.model.Memory;
import io.github.mem0j.pgvector.NewRows.NewRow;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyIn;

/**
 * Rows by binary COPY: the fastest way in, for one table and all or nothing.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-copy.html">COPY, "Binary Format"</a>
 */
final class CopyRows {
    private static final byte[] SIGNATURE = {'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xFF, '\r', '\n', 0};
    private static final int CHUNK = 1 << 16;
    private static final int COLUMNS = NewRows.COLUMNS.split(",", -1).length;

    private final VectorFormat format;
    private final ByteArrayOutputStream buffer = new ByteArrayOutputStream(CHUNK + (CHUNK >> 2));
    private final DataOutputStream out = new DataOutputStream(buffer);

    private CopyRows(VectorFormat format) {
        this.format = format;
    }

    /** Copies {@code rows} into {@code table}, which is quoted. */
    static void into(String table, Session session, VectorFormat format, List<NewRow> rows) throws SQLException {
        CopyIn copy = session.copyIn("COPY " + table + " (" + NewRows.COLUMNS + ") FROM STDIN (FORMAT binary)");
        try {
            new CopyRows(format).send(copy, rows);
            session.sending();
            copy.endCopy();
        } finally {
            if (copy.isActive()) {
                copy.cancelCopy(); // the connection is locked until then
            }
        }
    }

    private void send(CopyIn copy, List<NewRow> rows) throws SQLException {
        try {
            out.write(SIGNATURE);
            out.writeInt(0); // flags
            out.writeInt(0); // length of the header's extension
            for (NewRow row : rows) {
                write(row);
                if (buffer.size() >= CHUNK) {
                    flush(copy);
                }
            }
            out.writeShort(-1);
            flush(copy);
        } catch (IOException e) {
            throw new UncheckedIOException("a byte array does not fail", e);
        }
    }

    private void flush(CopyIn copy) throws SQLException {
        copy.writeToCopy(buffer.toByteArray(), 0, buffer.size());
        buffer.reset();
    }

    /** In the order of {@link NewRows#COLUMNS}. */
    private void write(NewRow row) throws IOException {
        Memory memory = row.memory();
        out.writeShort(COLUMNS);
        bytes(Layout.ownerHash(memory.scope().ownerKey()));
        text(memory.scope().tenant());
        text(memory.scope().user());
        text(memory.scope().agent());
        text(memory.scope().run());
        bytes(BinaryArrays.uuid(memory.id()));
        text(memory.text());
        json(MetadataJson.write(memory.metadata()));
        bytes(format.encode(Objects.requireNonNull(memory.embedding())));
        bytes(BinaryArrays.time(memory.createdAt()));
        bytes(BinaryArrays.time(memory.updatedAt()));
        bytes(memory.expiresAt() == null ? null : BinaryArrays.time(memory.expiresAt()));
        number(memory.version());
        number(row.createdVersion());
        bytes(row.textHash());
    }

    private void text(@Nullable String value) throws IOException {
        bytes(value == null ? null : value.getBytes(StandardCharsets.UTF_8));
    }

    /** {@code jsonb} has a version byte before its text. */
    private void json(String value) throws IOException {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        out.writeInt(utf8.length + 1);
        out.writeByte(1);
        out.write(utf8);
    }

    private void number(long value) throws IOException {
        out.writeInt(8);
        out.writeLong(value);
    }

    private void bytes(byte @Nullable [] value) throws IOException {
        out.writeInt(value == null ? -1 : value.length);
        if (value != null) {
            out.write(value);
        }
    }
}
