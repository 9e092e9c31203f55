package io.github.mem0j.pgvector;

import io.github.mem0j.pgvector.AnnRegistry.Entry;
import io.github.mem0j.pgvector.AnnRegistry.Owner;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One round of index maintenance, by whoever holds the lock. */
final class MaintenanceRun {
    private static final Logger LOG = LoggerFactory.getLogger(MaintenanceRun.class);

    private final Session session;
    private final Layout layout;
    private final IndexPolicy.ExactThenPartial policy;
    private final IndexCatalog catalog;
    private final AnnRegistry registry;
    private int cleaned;
    private int dropped;
    private int built;
    private int calibrated;
    private int ready;

    MaintenanceRun(Session session, Layout layout, IndexPolicy.ExactThenPartial policy) {
        this.session = session;
        this.layout = layout;
        this.policy = policy;
        this.catalog = new IndexCatalog(session, layout.names());
        this.registry = new AnnRegistry(session, layout.names());
    }

    IndexMaintenance.Report run() throws SQLException {
        Map<String, Boolean> there = clean();
        Map<String, Entry> entries = registry.entries();
        List<Owner> owners = policy.maxIndexes() == 0 ? List.of() : registry.owners((policy.threshold() + 1) / 2);
        Map<String, Owner> wanted = wanted(owners, there);
        for (String index : entries.keySet()) {
            if (!wanted.containsKey(index)) {
                registry.remove(index);
            }
        }
        for (String index : there.keySet()) {
            if (!wanted.containsKey(index)) {
                LOG.info("Dropping index {}", index);
                catalog.drop(index);
                dropped++;
            }
        }
        for (Map.Entry<String, Owner> each : wanted.entrySet()) {
            keep(each.getValue(), there.containsKey(each.getKey()), entries.get(each.getKey()));
        }
        long large = owners.stream()
                .filter(owner -> owner.rows() >= policy.threshold())
                .count();
        int exact = (int) Math.max(0, large - ready);
        return new IndexMaintenance.Report(true, cleaned, dropped, built, calibrated, ready, exact);
    }

    /** Our indexes that are whole, after what builds have left unfinished is gone. */
    private Map<String, Boolean> clean() throws SQLException {
        Map<String, Boolean> ours = catalog.indexes();
        ours.keySet().removeIf(name -> !name.startsWith(layout.names().annPrefix()));
        for (Map.Entry<String, Boolean> index : Map.copyOf(ours).entrySet()) {
            if (!index.getValue()) {
                LOG.info("Removing index {}, which was left unfinished", index.getKey());
                catalog.drop(index.getKey());
                ours.remove(index.getKey());
                cleaned++;
            }
        }
        return ours;
    }

    /** The largest; one that has its index counts double, so that two of about a size do not take turns. */
    private Map<String, Owner> wanted(List<Owner> owners, Map<String, Boolean> there) {
        ToLongFunction<Owner> weight = owner -> there.containsKey(name(owner)) ? 2 * owner.rows() : owner.rows();
        Map<String, Owner> wanted = new LinkedHashMap<>();
        owners.stream()
                .filter(owner -> weight.applyAsLong(owner) >= policy.threshold())
                .sorted(Comparator.comparingLong(weight).reversed())
                .limit(policy.maxIndexes())
                .forEach(owner -> wanted.put(name(owner), owner));
        return wanted;
    }

    private void keep(Owner owner, boolean there, @Nullable Entry entry) throws SQLException {
        if (!there) {
            IndexDdl.Index index = new IndexDdl(layout).partial(owner.hash(), policy);
            LOG.info("Building index {} for an owner of {} memories", index.name(), owner.rows());
            catalog.create(index);
            built++;
        }
        if (!there || entry == null || owner.rows() >= 2 * entry.rows()) {
            calibrate(owner);
        } else if (entry.ready()) {
            ready++;
        }
    }

    private void calibrate(Owner owner) throws SQLException {
        Calibration.Result result = new Calibration(session, layout, owner.hash()).run(policy.targetRecall());
        boolean reached = result.recall() >= policy.targetRecall();
        registry.put(owner, reached, result.efSearch());
        calibrated++;
        ready += reached ? 1 : 0;
        LOG.info(
                "Index {} has recall {} with {} candidates: {}",
                name(owner),
                result.recall(),
                result.efSearch(),
                reached ? "in use" : "not used, the owner is searched exactly");
    }

    private String name(Owner owner) {
        return layout.names().annIndex(owner.hash());
    }
}
