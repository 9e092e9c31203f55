package io.github.mem0j.transfer;

import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.Relation;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.RelateRequest;
import io.github.mem0j.store.RelateResult;
import io.github.mem0j.store.StoredMemory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Relations of memories on their way, held back until both ends of all of them have arrived. */
final class PendingRelations {
    private static final Logger LOG = LoggerFactory.getLogger(PendingRelations.class);
    private static final int BATCH = 500;

    private final Map<MemoryScope, List<Relation>> byOwner = new LinkedHashMap<>();
    private long memories;

    void add(StoredMemory stored) {
        memories++;
        if (!stored.relations().isEmpty()) {
            byOwner.computeIfAbsent(stored.memory().scope().owner(), owner -> new ArrayList<>())
                    .addAll(stored.relations());
        }
    }

    TransferReport applyTo(MemoryStore store) {
        long applied = 0;
        long skipped = 0;
        for (Map.Entry<MemoryScope, List<Relation>> entry : byOwner.entrySet()) {
            List<Relation> all = entry.getValue();
            for (int from = 0; from < all.size(); from += BATCH) {
                List<Relation> some = all.subList(from, Math.min(all.size(), from + BATCH));
                RelateResult result = store.relate(RelateRequest.of(entry.getKey(), some));
                long done = result.outcomes().stream()
                        .filter(RelateResult.Outcome.APPLIED::equals)
                        .count();
                applied += done;
                skipped += some.size() - done;
            }
        }
        if (skipped > 0) {
            LOG.warn("left out {} of {} relations: one end of each is not there", skipped, applied + skipped);
        }
        return new TransferReport(memories, applied, skipped);
    }
}
