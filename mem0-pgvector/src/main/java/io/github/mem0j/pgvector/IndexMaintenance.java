package io.github.mem0j.pgvector;

import io.github.mem0j.pgvector.IndexPolicy.ExactThenPartial;
import io.github.mem0j.pgvector.Indexes.Index;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after the indexes of {@link IndexPolicy.ExactThenPartial}: builds one for each owner past the threshold, drops
 * those below half of it and what interrupted builds left behind, and finds out how carefully each must be searched.
 * Reached by {@code store.unwrap(IndexMaintenance.class)}; the store runs it in the background if the policy says so.
 *
 * <p>Reads and writes go on meanwhile. It takes one connection for as long as it lasts, minutes for large owners, and
 * needs a role that owns the tables; not through a pooler in transaction mode. Of all JVMs, one works at a time.
 * Thread-safe.
 */
public final class IndexMaintenance {
    private static final Logger LOG = LoggerFactory.getLogger(IndexMaintenance.class);

    /** An index is calibrated anew when its owner has grown by as much since. */
    private static final int GROWTH = 2;

    /**
     * What was done.
     *
     * @param worked false if another JVM is at it, or the policy has no indexes to look after; nothing was done then
     * @param built names of indexes built
     * @param dropped names of indexes dropped
     * @param ready how many owners have an index that finds enough
     * @param tooInaccurate how many have one that does not, and stay exact
     */
    public record Report(boolean worked, List<String> built, List<String> dropped, int ready, int tooInaccurate) {
        public Report {
            built = List.copyOf(built);
            dropped = List.copyOf(dropped);
        }
    }

    private final Connections connections;
    private final Indexes indexes;
    private final IndexPolicy policy;
    private final Supplier<Instant> clock;
    private final Runnable refresh;

    /** @param refresh has this store look at once */
    IndexMaintenance(
            Connections connections, Indexes indexes, IndexPolicy policy, Supplier<Instant> clock, Runnable refresh) {
        this.connections = connections;
        this.indexes = indexes;
        this.policy = policy;
        this.clock = clock;
        this.refresh = refresh;
    }

    /**
     * Does what is due, and returns when it is done.
     *
     * @throws io.github.mem0j.store.MemoryStoreException if the database could not be reached or refused; what was done
     *     until then stands, and the next run goes on from there
     */
    public Report run() {
        Report nothing = new Report(false, List.of(), List.of(), 0, 0);
        if (!(policy instanceof ExactThenPartial partial) || !indexes.hnswFits()) {
            return nothing;
        }
        Names names = indexes.layout().names();
        try (MaintenanceConnection connection =
                MaintenanceConnection.open(connections, indexes.layout().format())) {
            if (!connection.lock(names)) {
                return nothing;
            }
            try {
                return run(connection.session(), partial);
            } finally {
                connection.unlock(names);
            }
        } catch (SQLException e) {
            throw Failures.translate(e, "index maintenance", true);
        } finally {
            refresh.run();
        }
    }

    private Report run(Session session, ExactThenPartial partial) throws SQLException {
        IndexBuild build = new IndexBuild(session, indexes.layout().names());
        IndexRegistry registry = new IndexRegistry(session, indexes.layout().names());
        Map<String, IndexRegistry.Owner> largest = registry.largest(partial, indexes);
        List<String> dropped = dropOthers(build, registry, largest);
        List<String> built = new ArrayList<>();
        int ready = 0;
        for (IndexRegistry.Owner owner : largest.values()) {
            Index index = indexes.ofOwner(owner.hash(), partial);
            List<String> now = build.ensure(List.of(index));
            built.addAll(now);
            boolean due = !now.isEmpty() || owner.rows() >= GROWTH * registry.calibratedAt(owner.hash());
            if (due) {
                OptionalInt efSearch =
                        new Calibration(session, indexes.layout(), owner.hash()).efSearch(partial.recall());
                LOG.info(
                        "Index {} {}",
                        index.name(),
                        efSearch.isPresent()
                                ? "finds enough at ef_search " + efSearch.getAsInt()
                                : "does not find enough; its owner's searches stay exact");
                registry.put(owner, index.name(), efSearch, clock.get());
            }
            ready += registry.isReady(owner.hash()) ? 1 : 0;
        }
        return new Report(true, built, dropped, ready, largest.size() - ready);
    }

    /** Those of owners that are too small now, and what is invalid or nobody's. */
    private List<String> dropOthers(IndexBuild build, IndexRegistry registry, Map<String, IndexRegistry.Owner> largest)
            throws SQLException {
        registry.retain(largest.values());
        List<String> dropped = new ArrayList<>();
        for (Map.Entry<String, Boolean> there : build.existing().entrySet()) {
            String name = there.getKey();
            if (name.startsWith(indexes.ownerPrefix()) && (!there.getValue() || !largest.containsKey(name))) {
                build.drop(name);
                dropped.add(name);
            }
        }
        return dropped;
    }
}
