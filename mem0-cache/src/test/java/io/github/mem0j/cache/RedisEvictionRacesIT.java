package io.github.mem0j.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.store.ListRequest;
import io.github.mem0j.store.Provenance;
import io.github.mem0j.store.UpdateRequest;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Redis is full and evicts what the protocol relies on: by its own rule, the least recently used first. */
class RedisEvictionRacesIT extends Races {
    private static final int FILLER_BYTES = 10_000;

    /** Makes a key the least recently used, and fillers the next. */
    private static final String FORGET = """
            local function forget(key, seconds)
              local left = math.max(redis.call('PTTL', key), 0)
              redis.call('RESTORE', key, left, redis.call('DUMP', key), 'REPLACE', 'IDLETIME', seconds)
            end
            for i = 1, 50 do
              redis.call('SET', 'filler-' .. i, string.rep('x', ARGV[1]))
              forget('filler-' .. i, 50000)
            end
            forget(KEYS[1], 100000)
            """;

    private void assertTold(Function<CacheJvm.Setup, String> scenario, RedisScripts mistaken) {
        assertTold(scenario, setup(), setup().scripts(mistaken));
    }

    @BeforeEach
    void evictLeastRecentlyUsed() {
        server().command("FLUSHALL");
        server().command("CONFIG", "SET", "maxmemory-policy", "allkeys-lru");
        server().command("CONFIG", "SET", "maxmemory-samples", "64");
        unlimited();
    }

    private void unlimited() {
        server().command("CONFIG", "SET", "maxmemory", "0");
    }

    /** Fills memory until Redis has evicted that key, and leaves the others of this run alone. */
    private void evict(String kind) {
        String key = keys(kind).get(0);
        List<String> others =
                keys("").stream().filter(each -> !each.equals(key)).toList();
        server().command("EVAL", FORGET, "1", key, Integer.toString(FILLER_BYTES));
        server().command("CONFIG", "SET", "maxmemory", Long.toString(usedMemory() - 10 * FILLER_BYTES));
        until("evicted", () -> !keys("").contains(key));
        unlimited();
        assertThat(keys("")).as("not evicted").containsAll(others);
    }

    /** Makes Redis evict all there is. */
    private void evictAll() {
        server().command("CONFIG", "SET", "maxmemory", "1");
        until("evicted", () -> keys("").isEmpty());
        unlimited();
    }

    private long usedMemory() {
        return number("memory", "used_memory:");
    }

    private long number(String section, String name) {
        return String.valueOf(server().command("INFO", section))
                .lines()
                .filter(line -> line.startsWith(name))
                .mapToLong(line -> Long.parseLong(line.substring(name.length()).trim()))
                .findFirst()
                .orElseThrow();
    }

    /** The old entry is still there; of the writes since nothing is known any more. */
    @Test
    void race9GenerationsAreEvictedAndEntriesAreNot() {
        assertTold(this::evictedGenerations, Mistakes.missingIsUnchanged());
        anew();
        assertThat(evictedGenerations(setup().scripts(Mistakes.counters())))
                .as("tokens that begin again")
                .isEqualTo(OLD);
    }

    private String evictedGenerations(CacheJvm.Setup setup) {
        CacheJvm reader = jvm(setup.withoutLocal());
        CacheJvm writer = jvm(setup);
        read(reader);
        write(writer);
        evict("g");
        assertThat(keys("e1")).hasSize(1);
        return read(reader);
    }

    @Test
    void race9AllIsEvictedBetweenLoadAndFill() {
        assertTold(this::fillAfterEviction, Mistakes.counters());
    }

    private String fillAfterEviction(CacheJvm.Setup setup) {
        CacheJvm reader = jvm(setup.withoutLocal());
        CacheJvm writer = jvm(setup);
        Gates.Gate loaded = reader.gates.hold(Probe.Point.REDIS_BEFORE_FILL);
        Task<String> reading = start(() -> read(reader));
        loaded.await();
        write(writer);
        evictAll();
        reader.store.list(ListRequest.of(scope)); // which makes new tokens
        loaded.open();
        assertThat(reading.result()).isEqualTo(OLD);
        return read(writer);
    }

    /** What was kept as the fence was lost ends when the write does. */
    @Test
    void race9FenceIsEvicted() {
        assertTold(this::evictedFence, Mistakes.noEnd());
    }

    private String evictedFence(CacheJvm.Setup setup) {
        CacheJvm reader = jvm(setup().withoutLocal());
        CacheJvm writer = jvm(setup);
        Gates.Gate begun = writer.gates.hold(Probe.Point.REDIS_BEGUN);
        Task<Boolean> writing = start(() -> write(writer));
        begun.await();
        read(reader);
        assertThat(keys("e1")).as("fenced").isEmpty();
        evict("w");
        assertThat(read(reader)).isEqualTo(OLD);
        assertThat(get(reader).provenance().source()).isEqualTo(Provenance.REDIS);
        begun.open();
        writing.result();
        return read(reader);
    }

    /** The token that a write renews is gone when it ends; an answer from before it is still on its way to Redis. */
    @Test
    void race9AllIsEvictedDuringAWrite() {
        assertTold(this::evictedDuringAWrite, Mistakes.noEnd());
    }

    private String evictedDuringAWrite(CacheJvm.Setup setup) {
        CacheJvm reader = jvm(setup().withoutLocal());
        CacheJvm writer = jvm(setup);
        Gates.Gate begun = writer.gates.hold(Probe.Point.REDIS_BEGUN);
        Task<Boolean> writing = start(() -> write(writer));
        begun.await();
        evictAll();
        Gates.Gate loaded = reader.gates.hold(Probe.Point.REDIS_BEFORE_FILL);
        Task<String> reading = start(() -> read(reader));
        loaded.await();
        begun.open();
        writing.result();
        loaded.open();
        assertThat(reading.result()).isEqualTo(OLD);
        return read(reader);
    }

    /** Under way all the time, whatever is evicted: who reads after a write sees it. */
    @Test
    void race9EvictionAllTheTime() {
        server().command("CONFIG", "SET", "maxmemory-policy", "allkeys-random");
        CacheJvm one = jvm(setup().withoutLocal());
        CacheJvm two = jvm(setup().withoutLocal());
        read(one);
        long before = number("stats", "evicted_keys:");
        server().command("CONFIG", "SET", "maxmemory", Long.toString(usedMemory() + 40L * FILLER_BYTES));
        for (int i = 0; i < 200; i++) {
            UpdateRequest change = change("text " + i);
            (i % 2 == 0 ? one : two).store.update(change);
            for (int j = 0; j < 3; j++) {
                assertThat(read(one)).isEqualTo("text " + i);
                server().command("SET", "filler-" + i + "-" + j, "x".repeat(FILLER_BYTES));
                assertThat(read(two)).isEqualTo("text " + i);
            }
        }
        unlimited();
        assertThat(number("stats", "evicted_keys:") - before).isGreaterThan(400);
        assertThat(one.count(CacheMetric.REDIS_UP) + two.count(CacheMetric.REDIS_UP))
                .isEqualTo(2);
        assertThat(one.count(CacheMetric.HITS) + two.count(CacheMetric.HITS)).isPositive();
    }
}
