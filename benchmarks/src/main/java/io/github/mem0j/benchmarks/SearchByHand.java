package io.github.mem0j.benchmarks;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.pgvector.PGvector;
import com.zaxxer.hikari.HikariDataSource;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.services.PostgresDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGStatement;

/** What somebody would write who has nothing but the driver: the same SQL, the same columns, the JSON decoded. */
final class SearchByHand implements AutoCloseable {
    private static final JsonFactory JSON = new JsonFactory();

    private final HikariDataSource pool;
    private final String everything;
    private final String beforeTurn;

    SearchByHand(PostgresDatabase database, String schema) {
        pool = Servers.poolForPrepared(database, 1);
        String sql = ("WITH nearest AS MATERIALIZED (SELECT m.id, (m.embedding <=> ?) + 0 AS distance FROM %s.memory m"
                        + " WHERE m.owner = ? AND m.deleted_at IS NULL AND (m.expires_at IS NULL OR m.expires_at > ?)%f"
                        + " ORDER BY distance, m.id LIMIT ?) SELECT m.id, m.agent, m.run, m.content, m.metadata,"
                        + " m.created_at, m.updated_at, m.expires_at, m.version, n.distance FROM nearest n JOIN"
                        + " %s.memory m ON m.id = n.id AND m.owner = ? ORDER BY n.distance + 0, m.id")
                .replace("%s", schema);
        everything = sql.replace("%f", "");
        beforeTurn = sql.replace("%f", " AND (m.metadata ->> 'turn')::numeric < ?");
    }

    List<String> search(String owner, float[] query, @Nullable Integer turn) throws SQLException {
        byte[] hash = ownerHash(Data.owner(owner));
        List<String> texts = new ArrayList<>();
        try (Connection connection = pool.getConnection();
                PreparedStatement statement = connection.prepareStatement(turn == null ? everything : beforeTurn)) {
            statement.unwrap(PGStatement.class).setPrepareThreshold(1);
            statement.setObject(1, new PGvector(query));
            statement.setBytes(2, hash);
            statement.setObject(3, OffsetDateTime.now(ZoneOffset.UTC));
            int next = 4;
            if (turn != null) {
                statement.setInt(next++, turn);
            }
            statement.setInt(next++, Data.LIMIT);
            statement.setBytes(next, hash);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    Object unused = row.getObject(1);
                    unused = row.getString(2);
                    unused = row.getString(3);
                    texts.add(row.getString(4));
                    decode(row.getString(5));
                    unused = row.getObject(6, OffsetDateTime.class);
                    unused = row.getObject(7, OffsetDateTime.class);
                    unused = row.getObject(8);
                    unused = row.getLong(9);
                    unused = row.getDouble(10);
                }
            }
        }
        return texts;
    }

    static byte[] ownerHash(MemoryScope owner) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(owner.ownerKey().getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    static void decode(String json) {
        try (JsonParser parser = JSON.createParser(json)) {
            while (parser.nextToken() != null) {
                String unused = parser.getText();
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
