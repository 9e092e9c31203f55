package io.github.mem0j.cache;

import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.SearchRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A JVM in which owners are loaded, added to and evicted: few of 3,000 are asked about often, and most seldom. */
final class WorkingSetChurn {
    private static final int STEPS = 1_000;
    private static final int OWNERS = 3_000;
    private static final long BOUND = 256 << 20;

    private WorkingSetChurn() {}

    public static void main(String[] args) {
        Random random = new Random(1);
        try (MemoryStore set =
                WorkingSet.builder().singleJvm().loadsAtOnce().build().over(new MadeUpOwners())) {
            for (int step = 0; step < STEPS; step++) {
                MemoryScope owner = MadeUpOwners.owner((int) Math.pow(OWNERS, random.nextDouble()));
                set.search(SearchRequest.of(owner, MadeUpOwners.SPACE, MadeUpOwners.embedding(random)));
                if (step % 3 == 0) {
                    set.add(AddRequest.of(owner, MadeUpOwners.SPACE, some(random, 1 + random.nextInt(40))));
                }
                check(WorkingSetMemoryTest.get(set, CacheMetric.BYTES) <= BOUND, "more is held than the bound");
            }
            check(WorkingSetMemoryTest.get(set, CacheMetric.EVICTIONS) > 0, "nothing had to go");
            check(WorkingSetMemoryTest.get(set, CacheMetric.APPLIED) > 0, "nothing was added in place");
            System.out.printf("held its bound: %s%n", CacheAdmin.of(set).statistics());
        }
    }

    private static List<NewMemory> some(Random random, int count) {
        List<NewMemory> memories = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            memories.add(NewMemory.of("added " + random.nextInt(), MadeUpOwners.embedding(random)));
        }
        return memories;
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalStateException(otherwise);
        }
    }
}
