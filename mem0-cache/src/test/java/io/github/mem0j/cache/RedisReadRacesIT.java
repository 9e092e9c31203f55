package io.github.mem0j.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.model.Relation;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.GetResult;
import io.github.mem0j.store.ListRequest;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.Operation;
import io.github.mem0j.store.Provenance;
import io.github.mem0j.store.ReadOptions;
import io.github.mem0j.store.ReadOptions.Freshness;
import io.github.mem0j.store.RelateRequest;
import io.github.mem0j.testkit.RandomData;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Answers that are loaded again, stand in for a store that is down, or go from one layer to the next. */
class RedisReadRacesIT extends Races {
    /** Load times of half a minute and the largest chance: every hit is a reason to load again. */
    private static CacheJvm.Setup refreshing() {
        return setup().redisCache(redis -> redis.random(() -> 0.999_999_999));
    }

    @Test
    void race13TokenChangesDuringARefresh() {
        assertTold(this::refreshed, refreshing(), Mistakes.noTokens(refreshing()));
    }

    private String refreshed(CacheJvm.Setup setup) {
        CacheJvm reader = jvm(setup.withoutLocal());
        CacheJvm writer = jvm(setup().withoutLocal());
        reader.gates.next(Probe.Point.REDIS_LOADED, () -> reader.pass(Duration.ofSeconds(60)));
        read(reader);
        Gates.Gate fill = reader.gates.hold(Probe.Point.REDIS_BEFORE_FILL);
        assertThat(get(reader).provenance().source()).isEqualTo(Provenance.REDIS);
        fill.await();
        for (int i = 0; i < 10; i++) {
            read(reader);
        }
        assertThat(reader.count(CacheMetric.REFRESHES)).as("two would be one").isEqualTo(1);
        write(writer);
        int filled = reader.gates.count(Probe.Point.REDIS_FILLED);
        fill.open();
        until("filled or refused", () -> reader.gates.count(Probe.Point.REDIS_FILLED) > filled);
        return read(reader);
    }

    /** Hole 10: a local cache that asked for a hit would get its own answer back, as old as it is. */
    @Test
    void race13RefreshThroughTheLocalCacheReachesTheStore() {
        assertThat(loadsOfRefresh(store -> store)).isEqualTo(2);
        anew();
        assertThat(loadsOfRefresh(MistakenLayers::askingForAnything))
                .as("the mistake")
                .isEqualTo(1);
    }

    private int loadsOfRefresh(UnaryOperator<MemoryStore> between) {
        CacheJvm reader = jvm(setup().between(between)
                .localCache(local -> local.random(() -> 0.999_999_999).freshFor(Duration.ofSeconds(30))));
        reader.gates.next(Probe.Point.LOCAL_LOADED, () -> reader.pass(Duration.ofSeconds(2)));
        read(reader);
        assertThat(get(reader).provenance().source()).isEqualTo(Provenance.LOCAL);
        until("a refresh", () -> reader.localCount(CacheMetric.STORED) == 2);
        assertThat(reader.localCount(CacheMetric.REFRESHES)).isEqualTo(1);
        return reader.loads.count(Operation.GET);
    }

    /** Versions of this library differ in their entries and share the rest. */
    @Test
    void race16OneVersionsWriteEndsTheOthersEntries() {
        assertThat(versions("e1:", "e2:")).as("g and w are shared").isEqualTo(NEW);
        anew();
        assertThat(versions("", "v2:")).as("nothing is").isEqualTo(OLD);
    }

    /** Both versions are this one; the second one's keys are other keys. */
    private String versions(String part, String otherwise) {
        CacheJvm first = jvm(setup().withoutLocal());
        CacheJvm second = jvm(setup().withoutLocal().scripts(new RenamedKeys(part, otherwise)));
        second.client.rename(key -> RenamedKeys.rename(key, part, otherwise));
        assertThat(read(second)).isEqualTo(OLD);
        assertThat(get(second).provenance().source()).isEqualTo(Provenance.REDIS);
        assertThat(get(first).provenance().source()).as("not its entry").isEqualTo("embedded");
        write(first);
        return read(second);
    }

    /** Hole 2: under a cache in Redis that took it up, an old local hit would look like a new load. */
    @Test
    void race1SwappedOrderFillsNoOldLocalHit() {
        assertTold(this::swapped, swappedSetup(inner -> inner), swappedSetup(MistakenLayers::forgetfulOfProvenance));
    }

    private static CacheJvm.Setup swappedSetup(UnaryOperator<MemoryStore> layer) {
        return setup().withoutLocal()
                .below(store ->
                        layer.apply(LocalCache.builder().singleJvm().build().over(store)));
    }

    private String swapped(CacheJvm.Setup setup) {
        CacheJvm swapped = jvm(setup);
        CacheJvm other = jvm(setup().withoutLocal());
        read(swapped);
        write(other);
        assertThat(read(swapped)).as("a local cache that hears nothing").isEqualTo(OLD);
        return read(other);
    }

    /** Hole 5: what a write does not change, stays cached, here and there. */
    @Test
    void race4InsertLeavesGetsAloneInAllJvms() {
        assertThat(sourceAfterInsert(setup())).containsExactly(Provenance.LOCAL, Provenance.REDIS, "embedded");
        anew();
        assertThat(sourceAfterInsert(setup().scripts(Mistakes.oneGeneration())))
                .as("one generation for all")
                .containsExactly(Provenance.LOCAL, "embedded", "embedded");
    }

    /** Where a get comes from in a JVM that held it, in one that did not, and where a list comes from. */
    private List<String> sourceAfterInsert(CacheJvm.Setup setup) {
        CacheJvm writer = jvm(setup);
        CacheJvm reader = jvm();
        ListRequest list = ListRequest.of(scope);
        read(reader);
        reader.store.list(list);
        UUID added = writer.store
                .add(AddRequest.of(scope, RandomData.SPACE, memory("another")))
                .ids()
                .get(0);
        writer.store.relate(RelateRequest.of(scope, Relation.of(id, added)));
        until("all messages", () -> reader.count(CacheMetric.RECEIVED) == 4);
        CacheJvm fresh = jvm();
        assertThat(reader.store.list(list).memories()).hasSize(2);
        return List.of(
                get(reader).provenance().source(),
                get(fresh).provenance().source(),
                reader.loads.count(Operation.LIST) == 2 ? "embedded" : "cached");
    }

    /** A REFRESH of one reader is not a hit in the flight of another. */
    @Test
    void race3RefreshJoinsNoFlight() {
        assertTold(
                this::refreshDuringAFlight,
                setup().withoutLocal(),
                setup().withoutLocal().between(MistakenLayers::askingForAnything));
    }

    private String refreshDuringAFlight(CacheJvm.Setup setup) {
        CacheJvm reader = jvm(setup);
        Gates.Gate loaded = reader.gates.hold(Probe.Point.REDIS_LOADED);
        Task<String> first = start(() -> read(reader));
        loaded.await();
        common.update(change(NEW)); // behind the caches' back
        GetRequest anew = question().withOptions(ReadOptions.DEFAULT.withFreshness(Freshness.REFRESH));
        Task<GetResult> refresh = start(() -> reader.store.get(anew));
        until(
                "an answer, or a follower",
                () -> refresh.isDone() || reader.gates.count(Probe.Point.FOLLOWER_JOINED) == 1);
        loaded.open();
        assertThat(first.result()).isEqualTo(OLD);
        return refresh.result().memories().get(0).text();
    }
}
