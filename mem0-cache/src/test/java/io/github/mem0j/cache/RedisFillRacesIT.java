package io.github.mem0j.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.store.Provenance;
import io.github.mem0j.store.ReadOptions;
import io.github.mem0j.store.StoreAdmin;
import org.junit.jupiter.api.Test;

/** What happens between an answer and its being stored, which is done in the background. */
class RedisFillRacesIT extends Races {
    private CacheJvm reader;

    private Gates.Gate answeredButNotStored(CacheJvm.Setup setup) {
        reader = jvm(setup.redisCache(builder -> builder.fillsInBackground(true)));
        Gates.Gate storing = reader.gates.hold(Probe.Point.REDIS_BEFORE_FILL);
        assertThat(read(reader)).as("without waiting for Redis").isEqualTo(OLD);
        storing.await();
        return storing;
    }

    private void stored(long attempts) {
        until("stored or refused", () -> reader.gates.count(Probe.Point.REDIS_FILLED) == attempts);
    }

    @Test
    void whoAsksAgainBeforeItIsStoredJoins() {
        Gates.Gate storing = answeredButNotStored(setup().withoutLocal());
        assertThat(read(reader)).isEqualTo(OLD);
        assertThat(reader.count(CacheMetric.LOADS)).isEqualTo(1);
        assertThat(reader.count(CacheMetric.JOINED)).isEqualTo(1);
        storing.open();
        stored(1);
        assertThat(get(reader).provenance().source()).isEqualTo(Provenance.REDIS);
        assertThat(reader.count(CacheMetric.LOADS)).isEqualTo(1);
        assertThat(reader.count(CacheMetric.STORED)).isEqualTo(1);
    }

    /** Neither the open flight nor the late FILL shows it again. */
    @Test
    void race1WriteBeforeItIsStored() {
        assertTold(this::writeBeforeItIsStored, setup().withoutLocal(), silent());
    }

    private CacheJvm.Setup silent() {
        return setup().withoutLocal().scripts(Mistakes.silentWrites());
    }

    private String writeBeforeItIsStored(CacheJvm.Setup setup) {
        Gates.Gate storing = answeredButNotStored(setup);
        write(jvm(setup));
        String joining = read(reader);
        storing.open();
        stored(joining.equals(OLD) ? 1 : 2);
        assertThat(read(reader)).isEqualTo(joining);
        return joining;
    }

    @Test
    void race1WriteBeforeItIsStoredWithALocalCacheAbove() {
        Gates.Gate storing = answeredButNotStored(setup());
        write(jvm());
        until("BEGIN and END", () -> reader.count(CacheMetric.RECEIVED) == 2);
        assertThat(read(reader)).isEqualTo(NEW);
        storing.open();
        stored(2);
        assertThat(read(reader)).isEqualTo(NEW);
        assertThat(reader.count(CacheMetric.REFUSED)).isEqualTo(1);
    }

    @Test
    void race1EraseBeforeItIsStored() {
        Gates.Gate storing = answeredButNotStored(setup().withoutLocal());
        CacheJvm other = jvm(setup().withoutLocal());
        StoreAdmin.of(other.store).erase(scope);
        storing.open();
        stored(1);
        assertThat(reader.count(CacheMetric.REFUSED)).as("nothing comes back").isEqualTo(1);
        assertThat(read(reader)).isEqualTo("gone");
    }

    /** Where Redis shows an older one it is stored before it is given: the next must not be older than this. */
    @Test
    void whoAsksTheStoreItselfWaitsUntilItIsStored() {
        Gates.Gate first = answeredButNotStored(setup().withoutLocal());
        first.open();
        stored(1);
        common.update(change(NEW)); // past all caches
        Gates.Gate second = reader.gates.hold(Probe.Point.REDIS_BEFORE_FILL);
        Task<String> refreshing = start(() -> reader.store
                .get(question().withOptions(ReadOptions.DEFAULT.withFreshness(ReadOptions.Freshness.REFRESH)))
                .memory(id)
                .orElseThrow()
                .text());
        second.await();
        assertThat(refreshing.isDone()).isFalse();
        second.open();
        assertThat(refreshing.result()).isEqualTo(NEW);
        assertThat(read(reader)).isEqualTo(NEW);
    }
}
