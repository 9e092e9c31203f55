package io.github.mem0j.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.mem0j.embedded.MemoryTable;
import io.github.mem0j.model.Relation;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.RelatedRequest;
import io.github.mem0j.store.SearchRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** What a working set takes of the heap, against what it reckons that it takes, and against its bound. */
class WorkingSetMemoryTest {
    private static final long BOUND = 64 << 20;
    private static final double TOLERANCE = 0.15;

    private final Random random = new Random(1);

    /** Owners of 20 to 2,000 memories, until the set has been full for a while. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theHeapReallyUsedIsWhatTheBoundSays(boolean withRelations) {
        MemoryStore set = WorkingSet.builder()
                .singleJvm()
                .maxBytes(BOUND)
                .loadsAtOnce()
                .build()
                .over(new MadeUpOwners());
        for (int owner = 0; owner < 150; owner++) {
            set.search(SearchRequest.of(MadeUpOwners.owner(owner), MadeUpOwners.SPACE, MadeUpOwners.embedding(random)));
            if (withRelations) {
                set.related(RelatedRequest.of(MadeUpOwners.owner(owner), UUID.randomUUID()));
            }
            assertThat(get(set, CacheMetric.BYTES)).isLessThanOrEqualTo(BOUND);
        }
        long reckoned = get(set, CacheMetric.BYTES);
        assertThat(get(set, CacheMetric.EVICTIONS) + get(set, CacheMetric.REFUSED))
                .as("had to go or were not let in")
                .isPositive();
        assertThat(get(set, CacheMetric.ENTRIES)).isGreaterThan(10);
        // The difference that holding them makes: what other tests leave behind is in both.
        long full = UsedHeap.bytes();
        CacheAdmin.of(set).invalidateAll();
        assertThat(get(set, CacheMetric.ENTRIES)).isZero();
        long used = full - UsedHeap.bytes();
        assertThat((double) used / reckoned)
                .as("bytes used for each byte that was reckoned: %s, %s", used, reckoned)
                .isCloseTo(1, within(TOLERANCE));
        LoggerFactory.getLogger(getClass())
                .info(
                        "relations {}: used {} of the bound, {} of what is reckoned",
                        withRelations,
                        (double) used / BOUND,
                        (double) used / reckoned);
        assertThat((double) used / BOUND).as("of the bound").isCloseTo(1, within(TOLERANCE));
        set.close();
    }

    /** Between pairs of memories, one each; or many between a few. */
    @ParameterizedTest
    @ValueSource(ints = {40_000, 1_000})
    void relationsTakeWhatIsReckoned(int ends) {
        MemoryTable table = new MemoryTable(4, Clock.systemUTC());
        UUID[] ids = Stream.generate(UUID::randomUUID).limit(ends).toArray(UUID[]::new);
        long before = UsedHeap.bytes();
        for (int i = 0; i < 20_000; i++) {
            UUID from = ids[2 * i % ends];
            UUID to = ids[(2 * i + 1 + 2 * (2 * i / ends)) % ends];
            Relation relation = new Relation(copy(from), copy(to), "type" + i % 10, random.nextDouble());
            table.change(changes -> {
                changes.relate(List.of(relation));
                return true;
            });
        }
        long used = UsedHeap.bytes() - before;
        assertThat(table.relationCount()).isEqualTo(20_000);
        assertThat(table.relatedCount()).isEqualTo(ends);
        double ratio = (double) used / OwnWrites.relationBytes(table);
        LoggerFactory.getLogger(getClass()).info("20,000 relations of {}: used {} of what is reckoned", ends, ratio);
        assertThat(ratio).isCloseTo(1, within(TOLERANCE));
    }

    private static UUID copy(UUID id) {
        return new UUID(id.getMostSignificantBits(), id.getLeastSignificantBits());
    }

    @Test
    void aJvmOf512MegabytesHoldsTheDefaultBoundWhileOwnersComeAndGo() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        "-classpath",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        WorkingSetChurn.class.getName())
                .redirectErrorStream(true)
                .start();
        try {
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(said).isZero();
            assertThat(said).contains("held its bound");
        } finally {
            process.destroyForcibly();
        }
    }

    static long get(MemoryStore set, CacheMetric metric) {
        return CacheAdmin.of(set).statistics().get(0).get(metric);
    }
}
