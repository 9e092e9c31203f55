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
        reader.pass(Duration.ofMinutes(10).minusMillis(2));
        long slack = get(reader).provenance().age().toMillis();
        assertThat(slack).isLessThanOrEqualTo(header.freshMillis() + 600_000L);
        reader.pass(Duration.ofMillis(header.freshMillis() + 600_000L - slack));
        assertThat(read(reader)).as("at its last millisecond").isEqualTo(OLD);
        reader.pass(Duration.ofMillis(1));
        assertThat(UnknownOutcome.unavailable(() -> read(reader)))
                .as("one more")
                .isTrue();
        assertThat(reader.count(CacheMetric.STALE_HITS)).isEqualTo(3);
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
        assertThat(deletedWhileDown(setup())).isEqualTo("unavailable");
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
        List<String> seen = new ArrayList<>();
        return UnknownOutcome.unavailable(() -> seen.add(read(reader))) ? "unavailable" : seen.get(0);
    }

    /** Hole 8: the local cache holds it, but only Redis can say whether a write came since. */
    @Test
    void race14StoreAndRedisAreDown() {
        assertThat(bothDown(setup().timeoutMillis(300))).isEqualTo("unavailable");
        anew();
        CacheJvm.Setup alone = setup().timeoutMillis(300)
                .between(MistakenLayers::withoutFeed)
                .localCache(LocalCache.Builder::singleJvm);
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
        List<String> seen = new ArrayList<>();
        return UnknownOutcome.unavailable(() -> seen.add(read(reader))) ? "unavailable" : seen.get(0);
    }
}
