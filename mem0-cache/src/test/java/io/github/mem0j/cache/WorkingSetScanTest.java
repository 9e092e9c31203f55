package io.github.mem0j.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.embedded.EmbeddedMemoryStore;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.ListRequest;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.Provenance;
import io.github.mem0j.testkit.ManualClock;
import io.github.mem0j.testkit.RandomData;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * A job that looks at every user twice must not put out those who are asked about all the time. There is room
 * for one owner more for each eight of the hot; users who pass by once were there before the job, as in any JVM that has run for a while.
 */
class WorkingSetScanTest {
    private static final int HOT = 40;
    private static final int OTHERS = 5_000;
    private static final int PASSING = 300;
    /** After the first refusal. */
    private static final Duration PAUSE = Duration.ofMinutes(10).dividedBy(16);

    private final ManualClock clock = ManualClock.create();
    private final MemoryStore backend = EmbeddedMemoryStore.create();
    private long room;

    @BeforeEach
    void fill() {
        RandomData data = RandomData.seeded(1, clock);
        String text = "x".repeat(20_000);
        for (int owner = 0; owner < HOT + OTHERS; owner++) {
            List<NewMemory> memories = Stream.generate(() -> NewMemory.of(text, data.embedding()))
                    .limit(5)
                    .toList();
            backend.add(AddRequest.of(owner(owner), RandomData.SPACE, memories));
        }
        long passing = 10L * PASSING * HeldOwner.EMPTY_BYTES;
        room = WorkingSetMemoryTest.get(readByTheHot(64 << 20), CacheMetric.BYTES) - passing;
    }

    @Test
    void hotOwnersWhoAreReadNowAndThenDuringAScanStayHeld() {
        MemoryStore set = readByTheHot(room + room / 8);
        int reads = 0;
        int hits = 0;
        for (int other = HOT; other < HOT + OTHERS; other++) {
            scan(set, other);
            if (other % 8 == 0) {
                hits += isHit(set, reads++ % HOT) ? 1 : 0;
            }
        }
        double ratio = (double) hits / reads;
        LoggerFactory.getLogger(getClass()).info("hit ratio of the hot during a scan: {}", ratio);
        assertThat(ratio).isGreaterThanOrEqualTo(0.9);
    }

    @Test
    void mostHotOwnersWhoAreNotReadDuringAScanAreHeldAfterIt() {
        MemoryStore set = readByTheHot(room + room / 8);
        for (int other = HOT; other < HOT + OTHERS; other++) {
            scan(set, other);
        }
        int held = 0;
        for (int hot = 0; hot < HOT; hot++) {
            held += isHit(set, hot) ? 1 : 0;
        }
        LoggerFactory.getLogger(getClass()).info("held after a scan: {} of {}", held, HOT);
        assertThat(held).isGreaterThanOrEqualTo(HOT * 8 / 10);
    }

    @Test
    void whoIsAskedAboutTooSeldomForHisRoomIsNotLoadedAgainAtOnce() {
        MemoryStore set = readByTheHot(room - room / 32); // not even for all of the hot
        isHit(set, HOT);
        long before = loads(set);
        for (int reads = 0; reads < 3; reads++) {
            assertThat(isHit(set, HOT)).isFalse();
            assertThat(loads(set)).isEqualTo(before + 1);
        }
        clock.advance(PAUSE);
        isHit(set, HOT);
        assertThat(loads(set)).isEqualTo(before + 2);
        clock.advance(PAUSE);
        isHit(set, HOT);
        assertThat(loads(set)).as("twice as long").isEqualTo(before + 2);
        clock.advance(PAUSE);
        isHit(set, HOT);
        assertThat(loads(set)).isEqualTo(before + 3);
    }

    private static long loads(MemoryStore set) {
        return WorkingSetMemoryTest.get(set, CacheMetric.LOADS);
    }

    private static void scan(MemoryStore set, int owner) {
        isHit(set, owner);
        isHit(set, owner);
    }

    private static boolean isHit(MemoryStore set, int owner) {
        return set.list(ListRequest.of(owner(owner))).provenance().source().equals(Provenance.LOCAL);
    }

    /** A working set with so much room, once the hot owners were asked about a few times, and others once. */
    private MemoryStore readByTheHot(long maxBytes) {
        MemoryStore set = WorkingSet.builder()
                .singleJvm()
                .maxBytes(maxBytes)
                .clock(clock)
                .nanoTime(clock::nanoTime)
                .runner((background, load) -> load.run())
                .build()
                .over(backend);
        for (int times = 0; times < 10; times++) {
            clock.advance(PAUSE);
            for (int passing = 0; passing < PASSING; passing++) {
                isHit(set, -1 - passing - PASSING * times);
            }
            for (int hot = 0; hot < HOT; hot++) {
                isHit(set, hot);
            }
        }
        return set;
    }

    private static MemoryScope owner(int number) {
        return MemoryScope.user("owner " + number);
    }
}
