package io.github.mem0j.pgvector;

import io.github.mem0j.model.Embedding;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** How many candidates a search by one owner's index has to keep, measured on a sample of the owner's own memories. */
final class Calibration {
    private static final int SAMPLE = 100;
    private static final int K = 10;
    private static final int[] STEPS = {40, 100, 200, 400, 800};

    /** The smallest number of candidates that was enough, or the largest tried, and the recall it has. */
    record Result(int efSearch, double recall) {}

    /** A memory and how far from it, itself left out, the {@link #K}-th nearest is: what is no farther is right. */
    private record Probe(UUID id, Embedding embedding, int neighbours, double reach) {}

    private record Neighbour(UUID id, double distance) {}

    private final Session session;
    private final Layout layout;
    private final byte[] owner;

    Calibration(Session session, Layout layout, byte[] owner) {
        this.session = session;
        this.layout = layout;
        this.owner = owner;
    }

    Result run(double targetRecall) throws SQLException {
        List<Probe> probes = new ArrayList<>();
        for (Probe sampled : sample()) {
            List<Neighbour> exact = exact(sampled);
            if (!exact.isEmpty()) {
                double reach = exact.get(exact.size() - 1).distance();
                probes.add(new Probe(sampled.id(), sampled.embedding(), exact.size(), reach));
            }
        }
        double recall = 0;
        for (int step : STEPS) {
            recall = recall(probes, step);
            if (recall >= targetRecall) {
                return new Result(step, recall);
            }
        }
        return new Result(STEPS[STEPS.length - 1], recall);
    }

    private double recall(List<Probe> probes, int efSearch) throws SQLException {
        long found = 0;
        long all = 0;
        for (Probe probe : probes) {
            all += probe.neighbours();
            found += approximate(probe, efSearch).stream()
                    .filter(neighbour -> !neighbour.id().equals(probe.id()))
                    .limit(probe.neighbours())
                    .filter(neighbour -> neighbour.distance() <= probe.reach())
                    .count();
        }
        return all == 0 ? 0 : (double) found / all;
    }

    private List<Probe> sample() throws SQLException {
        String memory = layout.names().memory();
        Query query = new Query()
                .add(
                        "WITH sample AS MATERIALIZED (SELECT id FROM " + memory
                                + " WHERE owner = ? AND deleted_at IS NULL ORDER BY pg_catalog.random() LIMIT ?) SELECT m.id, "
                                + layout.bytesOf("m.embedding") + " FROM sample s JOIN " + memory
                                + " m ON m.id = s.id AND m.owner = ?",
                        Query.bytes(owner),
                        Query.number(SAMPLE),
                        Query.bytes(owner));
        return session.query(query, rows -> {
            List<Probe> found = new ArrayList<>();
            while (rows.next()) {
                found.add(new Probe((UUID) rows.getObject(1), layout.format().decode(rows.getBytes(2)), 0, 0));
            }
            return found;
        });
    }

    private List<Neighbour> exact(Probe probe) throws SQLException {
        Query query = nearest("(" + layout.distance("m.embedding") + ") + 0", probe)
                .add(" AND m.id <> ? ORDER BY distance LIMIT ?", Query.id(probe.id()), Query.number(K));
        return session.query(query, Calibration::neighbours);
    }

    /**
     * One more than needed, since the memory itself is among them. Sorting is made unattractive: a planner that preferred
     * an exact scan here, and the index later, would have us calibrate nothing.
     */
    private List<Neighbour> approximate(Probe probe, int efSearch) throws SQLException {
        Query query = Search.settings(efSearch)
                .add("SELECT pg_catalog.set_config('enable_sort', 'off', true); WITH nearest AS MATERIALIZED (")
                .add(nearest(layout.distance("m.embedding"), probe))
                .add(
                        " ORDER BY distance LIMIT ?) SELECT id, distance FROM nearest ORDER BY distance + 0",
                        Query.number(K + 1));
        return session.last(query, Calibration::neighbours);
    }

    private Query nearest(String distance, Probe probe) {
        return new Query()
                .add(
                        "SELECT m.id, " + distance + " AS distance FROM "
                                + layout.names().memory() + " m WHERE m.owner = ? AND m.deleted_at IS NULL",
                        Query.binary(layout.format().value(probe.embedding())),
                        Query.bytes(owner));
    }

    private static List<Neighbour> neighbours(ResultSet rows) throws SQLException {
        List<Neighbour> found = new ArrayList<>();
        while (rows.next()) {
            found.add(new Neighbour((UUID) rows.getObject(1), rows.getDouble(2)));
        }
        return found;
    }
}
