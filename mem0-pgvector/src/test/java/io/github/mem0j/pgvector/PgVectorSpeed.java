package io.github.mem0j.pgvector;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.mem0j.model.Embedding;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.SearchRequest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;

/**
 * What the store adds to its SQL: a search beside the same statement written by hand, on the one connection there is,
 * with the same columns read and the JSON decoded. Both take turns; each line is the median of their ratios.
 */
final class PgVectorSpeed {
    private static final int ROUNDS = 15;
    private static final int SEARCHES = 200;

    private PgVectorSpeed() {}

    public static void main(String[] args) throws Exception {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(args[0]);
        config.setUsername("postgres");
        config.setMaximumPoolSize(1);
        SpeedData data = new SpeedData();
        try (HikariDataSource one = new HikariDataSource(config)) {
            try (Connection c = one.getConnection()) {
                c.createStatement().execute("DROP SCHEMA IF EXISTS speed CASCADE");
            }
            try (MemoryStore store = PgVectorMemoryStore.builder()
                    .dataSource(one)
                    .schema("speed")
                    .dimensions(384)
                    .initSchema()
                    .build()) {
                for (int owner = 0; owner < 20; owner++) {
                    store.add(AddRequest.of(SpeedData.owner(owner), SpeedData.SPACE, data.memories(1_000)));
                    store.add(AddRequest.of(SpeedData.owner(1000 + owner), SpeedData.SPACE, data.memories(200)));
                }
                try (Connection c = one.getConnection()) {
                    c.createStatement().execute(System.getProperty("index", "SELECT 1"));
                    c.createStatement().execute("VACUUM ANALYZE speed.memory");
                }
                compare(store, one, data, 1000, 200);
                compare(store, one, data, 0, 1000);
            }
        }
    }

    private static void compare(MemoryStore store, HikariDataSource one, SpeedData data, int first, int rows)
            throws SQLException {
        double[] ratios = new double[ROUNDS];
        double[] ours = new double[ROUNDS];
        double[] theirs = new double[ROUNDS];
        for (int round = -3; round < ROUNDS; round++) {
            Embedding query = data.embedding();
            long start = System.nanoTime();
            for (int i = 0; i < SEARCHES; i++) {
                store.search(SearchRequest.of(SpeedData.owner(first + i % 20), SpeedData.SPACE, query));
            }
            long middle = System.nanoTime();
            try (Connection connection = one.getConnection()) {
                for (int i = 0; i < SEARCHES; i++) {
                    byHand(connection, SpeedData.owner(first + i % 20), query);
                }
            }
            long end = System.nanoTime();
            if (round >= 0) {
                ours[round] = (middle - start) / 1e3 / SEARCHES;
                theirs[round] = (end - middle) / 1e3 / SEARCHES;
                ratios[round] = ours[round] / theirs[round];
            }
        }
        Arrays.sort(ratios);
        Arrays.sort(ours);
        Arrays.sort(theirs);
        System.out.printf(
                "search of %d rows: store %.0f us, by hand %.0f us, ratio %.2f%n",
                rows, ours[ROUNDS / 2], theirs[ROUNDS / 2], ratios[ROUNDS / 2]);
    }

    private static final String SQL = "WITH nearest AS MATERIALIZED (SELECT m.id, (m.embedding <=> ?) + 0 AS distance"
            + " FROM speed.memory m WHERE m.owner = ? AND m.deleted_at IS NULL AND (m.expires_at IS NULL OR"
            + " m.expires_at > ?) ORDER BY distance, m.id LIMIT ?) SELECT m.id, m.agent, m.run, m.content, m.metadata,"
            + " m.created_at, m.updated_at, m.expires_at, m.version, n.distance FROM nearest n JOIN speed.memory m ON"
            + " m.id = n.id AND m.owner = ? WHERE greatest(0, 1 - n.distance) >= ? ORDER BY n.distance + 0, m.id";

    private static double byHand(Connection connection, MemoryScope owner, Embedding query) throws SQLException {
        byte[] hash = Layout.ownerHash(owner.ownerKey());
        double sum = 0;
        try (PreparedStatement statement = connection.prepareStatement(SQL)) {
            statement.unwrap(org.postgresql.PGStatement.class).setPrepareThreshold(1);
            statement.setObject(1, new VectorFormat(ElementType.VECTOR, 0, 0).value(query));
            statement.setBytes(2, hash);
            statement.setObject(3, java.time.OffsetDateTime.now(java.time.ZoneOffset.UTC));
            statement.setInt(4, 10);
            statement.setBytes(5, hash);
            statement.setDouble(6, 0);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    row.getObject(1);
                    row.getString(2);
                    row.getString(3);
                    row.getString(4);
                    try (JsonParser parser = new JsonFactory().createParser(row.getString(5))) {
                        while (parser.nextToken() != null) {
                            sum += parser.currentTokenId();
                        }
                    } catch (java.io.IOException e) {
                        throw new SQLException(e);
                    }
                    row.getObject(6, java.time.OffsetDateTime.class);
                    row.getObject(7, java.time.OffsetDateTime.class);
                    row.getObject(8);
                    row.getLong(9);
                    sum += row.getDouble(10);
                }
            }
        }
        return sum;
    }
}
