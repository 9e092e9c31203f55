package io.github.mem0j.pgvector;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.UUID;

/**
 * How carefully one owner's index must be searched: the least {@code ef_search} that finds enough of the ten nearest of
 * the owner's own memories, each memory left out of its own answer. The truth comes from an exact scan. A memory as near
 * as the tenth counts as found, whichever of several equals it is.
 */
final class Calibration {
    private static final int SAMPLES = 60;
    private static final int NEAREST = 10;
    private static final int[] EF_SEARCH = {40, 100, 200, 400, 800};

    /** Distances are computed in single precision, in another order of additions perhaps. */
    private static final double SAME = 1e-6;

    /** A memory, and how far its tenth nearest is. */
    @SuppressWarnings("ArrayRecordComponent") // not compared as a record
    private record Sample(UUID id, byte[] embedding, double tenth) {}

    private final Session session;
    private final Layout layout;
    private final byte[] owner;

    Calibration(Session session, Layout layout, byte[] owner) {
        this.session = session;
        this.layout = layout;
        this.owner = owner;
    }

    /** Empty if no care is enough. */
    OptionalInt efSearch(double recall) throws SQLException {
        List<Sample> samples = samples();
        for (int efSearch : EF_SEARCH) {
            if (recall(samples, efSearch) >= recall) {
                return OptionalInt.of(efSearch);
            }
        }
        return OptionalInt.empty();
    }

    private double recall(List<Sample> samples, int efSearch) throws SQLException {
        long found = 0;
        for (Sample sample : samples) {
            Query query = new Query()
                    .add(
                            "SELECT set_config('plan_cache_mode', 'force_custom_plan', true),"
                                    + " set_config('hnsw.ef_search', ?, true),"
                                    + " set_config('hnsw.iterative_scan', 'relaxed_order', true); ",
                            Query.text(Integer.toString(efSearch)))
                    .add(neighbours(sample.embedding, "", NEAREST + 1));
            List<Double> distances = session.queryAlone(query, row -> {
                List<Double> others = new ArrayList<>();
                while (row.next()) {
                    if (!sample.id.equals(row.getObject(1))) {
                        others.add(row.getDouble(2));
                    }
                }
                return others;
            });
            found += distances.stream()
                    .sorted()
                    .limit(NEAREST)
                    .filter(distance -> distance <= sample.tenth + SAME)
                    .count();
        }
        return samples.isEmpty() ? 0 : (double) found / (samples.size() * NEAREST);
    }

    /** Memories picked by a hash of their ids: as good as at random, and the same each time. */
    private List<Sample> samples() throws SQLException {
        Query query = new Query()
                .add(
                        "SELECT m.id, " + layout.bytesOf("m.embedding") + " FROM "
                                + layout.names().memory()
                                + " m WHERE m.owner = ? AND m.deleted_at IS NULL ORDER BY md5(m.id::text) LIMIT ?",
                        Query.bytes(owner),
                        Query.number(SAMPLES));
        List<Sample> picked = session.query(query, row -> {
            List<Sample> all = new ArrayList<>();
            while (row.next()) {
                all.add(new Sample((UUID) row.getObject(1), row.getBytes(2), 0));
            }
            return all;
        });
        List<Sample> samples = new ArrayList<>();
        for (Sample sample : picked) {
            // The eleventh row, since the sample itself is among them.
            double tenth = session.query(neighbours(sample.embedding, " + 0", NEAREST + 1), row -> {
                double last = 0;
                while (row.next()) {
                    last = row.getDouble(2);
                }
                return last;
            });
            samples.add(new Sample(sample.id, sample.embedding, tenth));
        }
        return samples;
    }

    private Query neighbours(byte[] embedding, String exactly, int limit) {
        return new Query()
                .add(
                        "SELECT m.id, (" + layout.distance("m.embedding") + ")" + exactly + " AS distance FROM "
                                + layout.names().memory() + " m WHERE m.owner = ? AND m.deleted_at IS NULL"
                                + " ORDER BY distance LIMIT ?",
                        Query.binary(new BinaryValue(layout.format().typeName(), embedding)),
                        Query.bytes(owner),
                        Query.number(limit));
    }
}
