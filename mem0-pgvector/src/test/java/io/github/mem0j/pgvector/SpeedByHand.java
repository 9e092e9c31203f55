package io.github.mem0j.pgvector;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import io.github.mem0j.model.Embedding;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.NewMemory;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.postgresql.PGConnection;
import org.postgresql.PGStatement;
import org.postgresql.copy.CopyIn;

/** What somebody would write who has nothing but the driver: the same SQL, the same columns, the JSON decoded. */
final class SpeedByHand {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int CHUNK = 1 << 16;

    private static final String SEARCH =
            "WITH nearest AS MATERIALIZED (SELECT m.id, (m.embedding <=> ?) + 0 AS distance"
                    + " FROM covered.memory m WHERE m.owner = ? AND m.deleted_at IS NULL AND (m.expires_at IS NULL OR"
                    + " m.expires_at > ?) ORDER BY distance, m.id LIMIT ?) SELECT m.id, m.agent, m.run, m.content, m.metadata,"
                    + " m.created_at, m.updated_at, m.expires_at, m.version, n.distance FROM nearest n JOIN covered.memory m ON"
                    + " m.id = n.id AND m.owner = ? WHERE greatest(0, 1 - n.distance) >= ? ORDER BY n.distance + 0, m.id";

    private SpeedByHand() {}

    static double search(Connection connection, MemoryScope owner, Embedding query) throws SQLException {
        byte[] hash = Layout.ownerHash(owner.ownerKey());
        double sum = 0;
        try (PreparedStatement statement = connection.prepareStatement(SEARCH)) {
            statement.unwrap(PGStatement.class).setPrepareThreshold(1);
            statement.setObject(1, new VectorFormat(ElementType.VECTOR, 0, 0).value(query));
            statement.setBytes(2, hash);
            statement.setObject(3, OffsetDateTime.now(ZoneOffset.UTC));
            statement.setInt(4, 10);
            statement.setBytes(5, hash);
            statement.setDouble(6, 0);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    row.getObject(1);
                    row.getString(2);
                    row.getString(3);
                    row.getString(4);
                    sum += decode(row.getString(5));
                    row.getObject(6, OffsetDateTime.class);
                    row.getObject(7, OffsetDateTime.class);
                    row.getObject(8);
                    row.getLong(9);
                    sum += row.getDouble(10);
                }
            }
        }
        return sum;
    }

    private static int decode(String json) {
        int sum = 0;
        try (JsonParser parser = JSON.createParser(json)) {
            while (parser.nextToken() != null) {
                sum += parser.currentTokenId();
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return sum;
    }

    /** Sends bytes made beforehand. */
    static void copy(Connection connection, String table, byte[] rows) throws SQLException {
        CopyIn copy = connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn("COPY " + table + " (" + NewRows.COLUMNS + ") FROM STDIN (FORMAT binary)");
        for (int from = 0; from < rows.length; from += CHUNK) {
            copy.writeToCopy(rows, from, Math.min(CHUNK, rows.length - from));
        }
        copy.endCopy();
    }

    /** All that COPY is to be sent. */
    static byte[] copied(MemoryScope owner, List<NewMemory> memories) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.write(new byte[] {'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xFF, '\r', '\n', 0});
        out.writeLong(0);
        byte[] hash = Layout.ownerHash(owner.ownerKey());
        byte[] now = BinaryArrays.time(Instant.now());
        byte[] one = {0, 0, 0, 0, 0, 0, 0, 1};
        for (NewMemory memory : memories) {
            byte[] json = (" " + MetadataJson.write(memory.metadata())).getBytes(StandardCharsets.UTF_8);
            json[0] = 1; // jsonb's version
            byte[] embedding = new VectorFormat(ElementType.VECTOR, 0, 0).encode(memory.embedding());
            byte[][] fields = {
                hash,
                null,
                owner.user().getBytes(StandardCharsets.UTF_8),
                null,
                null,
                BinaryArrays.uuid(memory.id()),
                memory.text().getBytes(StandardCharsets.UTF_8),
                json,
                embedding,
                now,
                now,
                null,
                one,
                one,
                null
            };
            out.writeShort(fields.length);
            for (byte[] field : fields) {
                out.writeInt(field == null ? -1 : field.length);
                if (field != null) {
                    out.write(field);
                }
            }
        }
        out.writeShort(-1);
        return bytes.toByteArray();
    }
}
