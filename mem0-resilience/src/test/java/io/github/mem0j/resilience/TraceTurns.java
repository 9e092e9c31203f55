package io.github.mem0j.resilience;

import io.github.mem0j.model.Embedding;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.Degradation;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.ListRequest;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.Provenance;
import io.github.mem0j.store.RelatedRequest;
import io.github.mem0j.store.SearchRequest;
import io.github.mem0j.store.SearchResult;
import io.github.mem0j.store.StoreUnavailableException;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The turns of agents in one JVM, and what came of them. Thread-safe. */
final class TraceTurns {
    private static final int HITS = 10;

    private final Trace trace;
    private final double[] zipf;
    private final int jvm;
    private final MemoryStore store;
    private final ConcurrentMap<Integer, Embedding> lastQuery = new ConcurrentHashMap<>();
    private final ConcurrentMap<Integer, UUID> lastAdded = new ConcurrentHashMap<>();

    final LongAdder turns = new LongAdder();
    final LongAdder newSearches = new LongAdder();
    final LongAdder newSearchesHere = new LongAdder();
    final LongAdder newSearchesStale = new LongAdder();
    final LongAdder failedSearches = new LongAdder();
    final LongAdder failedAdds = new LongAdder();
    final LongAdder wrong = new LongAdder();
    private final LongAdder[] latencies = new LongAdder[64 * 16];

    /** Of users beyond, searches are not looked at. */
    volatile int usersLookedAt = Integer.MAX_VALUE;

    TraceTurns(Trace trace, int jvm, MemoryStore store) {
        this.trace = trace;
        this.zipf = trace.zipf();
        this.jvm = jvm;
        this.store = store;
        Arrays.setAll(latencies, i -> new LongAdder());
    }

    void reset() {
        for (LongAdder each :
                List.of(turns, newSearches, newSearchesHere, newSearchesStale, failedSearches, failedAdds, wrong)) {
            each.reset();
        }
        for (LongAdder each : latencies) {
            each.reset();
        }
    }

    /** @param paceNanos how long an agent rests after a turn */
    void workUntil(BooleanSupplier over, long paceNanos) {
        while (!over.getAsBoolean()) {
            turn(trace.next(jvm, zipf, ThreadLocalRandom.current()));
            LockSupport.parkNanos(paceNanos);
        }
    }

    /** A query, mostly a new one; what was said, remembered; and now and then something else. */
    void turn(int user) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        Embedding before = random.nextInt(10) == 0 ? lastQuery.get(user) : null;
        search(user, before, random);
        var added = trace.memory(random);
        try {
            store.add(AddRequest.of(Trace.user(user), trace.space(), added));
            lastAdded.put(user, added.id());
        } catch (StoreUnavailableException e) {
            failedAdds.increment();
        }
        try {
            other(user, random.nextInt(100));
        } catch (StoreUnavailableException e) {
            // Counted are the searches.
        }
        turns.increment();
    }

    private void other(int user, int dice) {
        UUID known = lastAdded.get(user);
        if (dice < 10) {
            var unused = store.list(ListRequest.of(Trace.user(user)).withLimit(20));
        } else if (dice < 20 && known != null) {
            var found = store.get(GetRequest.of(Trace.user(user), known));
            if (found.memories().isEmpty() && !isStale(found.provenance())) {
                wrong.increment(); // acknowledged, and nobody deletes
            }
        } else if (dice < 25 && known != null) {
            var unused = store.related(RelatedRequest.of(Trace.user(user), known));
        }
    }

    private void search(int user, @Nullable Embedding repeated, ThreadLocalRandom random) {
        Embedding query = repeated == null ? trace.vector(random) : repeated;
        boolean looked = repeated == null && user < usersLookedAt;
        long start = System.nanoTime();
        try {
            SearchResult result = store.search(SearchRequest.of(Trace.user(user), trace.space(), query));
            latencies[bucket(System.nanoTime() - start)].increment();
            if (looked) {
                newSearches.increment();
                newSearchesHere.add(result.provenance().source().equals(Provenance.LOCAL) ? 1 : 0);
                newSearchesStale.add(isStale(result.provenance()) ? 1 : 0);
            }
            if (result.hits().size() != HITS) {
                wrong.increment();
            }
        } catch (StoreUnavailableException e) {
            failedSearches.add(looked ? 1 : 0);
        }
        lastQuery.put(user, query);
    }

    private static boolean isStale(Provenance provenance) {
        return provenance.degradations().contains(Degradation.STALE);
    }

    /** Sixteen buckets for each doubling. */
    private static int bucket(long nanos) {
        int log = 63 - Long.numberOfLeadingZeros(Math.max(16, nanos));
        return log * 16 + (int) (nanos >>> (log - 4) & 15);
    }

    /** Adds up what several JVMs saw. */
    static long latency(List<TraceTurns> all, double quantile) {
        long[] sums = new long[64 * 16];
        long total = 0;
        for (TraceTurns turns : all) {
            for (int i = 0; i < sums.length; i++) {
                sums[i] += turns.latencies[i].sum();
                total += turns.latencies[i].sum();
            }
        }
        long rank = (long) (quantile * total);
        for (int i = 0; i < sums.length; i++) {
            rank -= sums[i];
            if (rank < 0) {
                return (16L + i % 16) << (i / 16 - 4);
            }
        }
        return 0;
    }
}
