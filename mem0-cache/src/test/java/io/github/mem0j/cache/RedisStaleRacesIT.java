package io.github.mem0j.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.store.Degradation;
import io.github.mem0j.store.DeleteRequest;
import io.github.mem0j.store.GetResult;
import io.github.mem0j.testkit.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The store is down, and what is in Redis stands in. */
class RedisStaleRacesIT extends Races {
    private static final Duration STAND_IN = Duration.ofMinutes(10);

    @Test
    void race14StoreIsDownAndTheTokenMatches() {
        CacheJvm reader = jvm(setup().withoutLocal());
        read(reader);
        EntryHeader header = onlyHeader();
        reader.backend.inject(Fault.UNAVAILABLE);
        reader.pass(Duration.ofMillis(header.freshMillis()));
        GetResult stale = get(reader);
        assertThat(stale.memories()).extracting(memory -> memory.text()).containsExactly(OLD);
        assertThat(stale.provenance().degradations()).containsExactly(Degradation.STALE);
        assertThat(stale.provenance().storable()).isFalse();
        assertThat(stale.provenance().age()).isGreaterThanOrEqualTo(Duration.ofMillis(header.freshMillis()));
        assertThat(reader.count(CacheMetric.STALE_HITS)).isEqualTo(1);
    }

    /** To the millisecond: neither later nor earlier. */
    @Test
    void race14StoreIsDownAtTheEdgeOfTheAgeOfWhatStandsIn() {
        assertThat(seenAroundTheEdge(STAND_IN)).containsExactly(OLD, OLD, UNAVAILABLE);
        anew();
        assertThat(seenAroundTheEdge(STAND_IN.plusMillis(1)))
                .as("a millisecond too long")
                .containsExactly(OLD, OLD, OLD);
        anew();
        assertThat(seenAroundTheEdge(STAND_IN.minusMillis(1)))
                .as("a millisecond too short, as if the last did not count")
                .containsExactly(OLD, UNAVAILABLE, UNAVAILABLE);
    }

    /** What is seen a millisecond before the greatest age, at it, and a millisecond after it. */
    private List<String> seenAroundTheEdge(Duration standIn) {
        CacheJvm reader = jvm(setup().withoutLocal().redisCache(redis -> redis.staleIfError(standIn)));
        read(reader);
        long edge = onlyHeader().freshMillis() + STAND_IN.toMillis();
        long age = get(reader).provenance().age().toMillis();
        reader.backend.inject(Fault.UNAVAILABLE);
        reader.pass(Duration.ofMillis(edge - age - 1));
        List<String> seen = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            seen.add(readOrUnavailable(reader));
            reader.pass(Duration.ofMillis(1));
        }
        return seen;
    }

    private EntryHeader onlyHeader() {
        try {
            return EntryCodec.header(
                    new RawEntries(server().get()).get(keys("e1").get(0)));
        } catch (UnreadableEntryException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void race14StoreIsDownAndTheTokenDoesNotMatch() {
        assertThat(deletedWhileDown(setup())).isEqualTo(UNAVAILABLE);
        anew();
        assertThat(deletedWhileDown(Mistakes.anyToken(setup())))
                .as("a deleted memory is back")
                .isEqualTo(OLD);
    }

    private String deletedWhileDown(CacheJvm.Setup setup) {
        CacheJvm reader = jvm(setup.withoutLocal());
        CacheJvm writer = jvm(setup().withoutLocal());
        read(reader);
        writer.store.delete(DeleteRequest.ids(scope, id));
        reader.backend.inject(Fault.UNAVAILABLE);
        reader.pass(Duration.ofMinutes(5));
        return readOrUnavailable(reader);
    }

    /** Hole 8: the local cache holds it, but only Redis can say whether a write came since. */
    @Test
    void race14StoreAndRedisAreDown() {
        assertThat(bothDown(setup())).isEqualTo(UNAVAILABLE);
        anew();
        CacheJvm.Setup alone = setup().between(MistakenLayers::withoutFeed).localCache(LocalCache.Builder::singleJvm);
        assertThat(bothDown(alone)).as("the mistake").isEqualTo(OLD);
    }

    private String bothDown(CacheJvm.Setup setup) {
        CacheJvm reader = jvm(setup);
        CacheJvm writer = jvm(setup().withoutLocal());
        read(reader);
        reader.backend.inject(Fault.UNAVAILABLE);
        reader.commands.cut();
        write(writer);
        reader.pass(Duration.ofMinutes(5));
        return readOrUnavailable(reader);
    }
}
