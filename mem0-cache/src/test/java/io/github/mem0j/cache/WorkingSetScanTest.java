package io.github.mem0j.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.embedded.EmbeddedMemoryStore;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.ListRequest;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.Provenance;
import io.github.mem0j.testkit.RandomData;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A job that looks at every user once or twice must not put out those who are asked about all the time: meanwhile, too,
 * by two reads in five. Of the bound, four fifths are for those who were read again.
 */
class WorkingSetScanTest {
    private static final int HOT = 40;
    private static final int OTHERS = 10_000;
    private static final int MEMORIES = 5;

    private final RandomData data = RandomData.seeded(1, Clock.systemUTC());
    private final MemoryStore backend = EmbeddedMemoryStore.create();

    @Test
    void aScanOverManyUsersLeavesMostHotOnesHeld() {
        for (int owner = 0; owner < HOT + OTHERS; owner++) {
            List<NewMemory> memories = new ArrayList<>();
            for (int i = 0; i < MEMORIES; i++) {
                memories.add(NewMemory.of("memory " + i, data.embedding()));
            }
            backend.add(AddRequest.of(owner(owner), RandomData.SPACE, memories));
        }
        long room = WorkingSetMemoryTest.get(readByTheHot(64 << 20), CacheMetric.BYTES);

        MemoryStore set = readByTheHot(room + room / 8);
        assertThat(WorkingSetMemoryTest.get(set, CacheMetric.ENTRIES)).isEqualTo(HOT);
        int hotReads = 0;
        int hits = 0;
        for (int other = HOT; other < HOT + OTHERS; other++) {
            for (int times = 0; times <= other % 2; times++) {
                set.list(ListRequest.of(owner(other)));
            }
            ListRequest hot = ListRequest.of(owner(hotReads++ % HOT));
            hits += set.list(hot).provenance().source().equals(Provenance.LOCAL) ? 1 : 0;
        }
        double hitRatio = (double) hits / hotReads;
        assertThat(hitRatio).as("hit ratio of the hot").isGreaterThanOrEqualTo(0.75);
    }

    /** A working set with so much room, once the hot owners were asked about a few times. */
    private MemoryStore readByTheHot(long maxBytes) {
        MemoryStore set = WorkingSet.builder()
                .singleJvm()
                .maxBytes(maxBytes)
                .runner((background, load) -> load.run())
                .build()
                .over(backend);
        for (int times = 0; times < 10; times++) {
            for (int hot = 0; hot < HOT; hot++) {
                set.list(ListRequest.of(owner(hot)));
            }
        }
        return set;
    }

    private static MemoryScope owner(int number) {
        return MemoryScope.user("owner " + number);
    }
}
