package io.github.mem0j.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.cache.CacheAdmin;
import io.github.mem0j.cache.CacheMetric;
import io.github.mem0j.cache.LocalCache;
import io.github.mem0j.cache.RedisCache;
import io.github.mem0j.embedded.EmbeddedMemoryStore;
import io.github.mem0j.model.Embedding;
import io.github.mem0j.store.Degradation;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.Provenance;
import io.github.mem0j.store.SearchRequest;
import io.github.mem0j.store.StoreResult;
import io.github.mem0j.store.StoreUnavailableException;
import io.github.mem0j.testkit.Fault;
import io.github.mem0j.testkit.FaultyStore;
import io.github.mem0j.testkit.RecordingStore;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import redis.clients.jedis.UnifiedJedis;

/**
 * A store behind layers in one order, some answers of which were asked before it died and are past their freshness now.
 * Every answer from then on is held to: it is marked STALE and says its age, or it is "unavailable".
 */
final class Outage implements AutoCloseable {
    /** Attempts that were given less than 100 ms do not count with the breaker, and to begin takes a moment. */
    static final Duration DEADLINE = Duration.ofMillis(400);

    private static final Duration PAUSE = Duration.ofMillis(1);

    /** Long enough to be stored on a busy machine. */
    private static final Duration FRESH_FOR = Duration.ofSeconds(1);

    /** Questions of lower numbers were asked before the outage. */
    static final int KNOWN = 16;

    /** Asked again before the outage, and not during it: it may have been loaded anew. */
    private static final int HIT = -1;

    private final FaultyStore faults = FaultyStore.over(EmbeddedMemoryStore.create());
    final RecordingStore backend = RecordingStore.over(faults);
    final CircuitBreaker breaker;
    final MemoryStore store;
    final String hitsFrom;

    private final GetRequest get;
    private final long warmedAt;

    Outage(StackOrder order, CircuitBreaker.Builder settings, UnifiedJedis redis, String namespace) {
        breaker = settings.build();
        store = order.around(
                backend,
                Resilience.builder()
                        .readDeadline(DEADLINE)
                        .pauses(PAUSE, PAUSE.multipliedBy(2)) // else the deadline leaves no time for the two retries
                        .circuitBreaker(breaker)
                        .build(),
                RedisCache.builder(redis).namespace(namespace).freshFor(FRESH_FOR),
                LocalCache.builder().freshFor(FRESH_FOR));
        get = GetRequest.of(Rig.ALICE, store.add(Rig.add(10)).ids().get(0));
        if (order.hasFeed()) {
            Aside.until("messages arrive", () -> caches(CacheMetric.LEASE_LIVE) >= 1);
        }
        StoreResult last = store.get(get);
        for (int i = KNOWN - 1; i >= HIT; i--) {
            last = store.search(search(i));
        }
        assertThat(last.provenance().degradations()).isEmpty();
        warmedAt = System.nanoTime();
        // Each answer is stored in both caches, in Redis by other threads.
        Aside.until("all is stored", () -> caches(CacheMetric.STORED) >= 2 * (KNOWN + 2));
        hitsFrom = store.search(search(HIT)).provenance().source();
        Aside.until("all is past its freshness", () -> System.nanoTime() - warmedAt > FRESH_FOR.toNanos());
    }

    /** Question number so and so. */
    static SearchRequest search(int number) {
        return SearchRequest.of(Rig.ALICE, Rig.SPACE, Embedding.of(1, number));
    }

    /** From now on the backend does this; the breaker is closed and nothing is counted yet. */
    void begin(Fault fault) {
        faults.inject(fault);
        breaker.close("another outage begins");
        backend.reset();
    }

    /** How many calls the dead backend got. */
    int reached() {
        return backend.calls().size();
    }

    /** Asks; the age of the answer, if there was one. */
    Optional<Duration> ask(int number) {
        return age(() -> store.search(search(number)));
    }

    Optional<Duration> askById() {
        return age(() -> store.get(get));
    }

    private Optional<Duration> age(Supplier<StoreResult> call) {
        Duration atLeast = Duration.ofNanos(System.nanoTime() - warmedAt);
        Provenance provenance;
        try {
            provenance = call.get().provenance();
        } catch (StoreUnavailableException e) {
            return Optional.empty();
        }
        assertThat(provenance.degradations()).as("nothing unflagged").contains(Degradation.STALE);
        assertThat(provenance.age()).as("its true age at least, which grows").isGreaterThanOrEqualTo(atLeast);
        return Optional.of(provenance.age());
    }

    private long caches(CacheMetric metric) {
        return CacheAdmin.of(store).statistics().stream()
                .mapToLong(statistics -> statistics.get(metric))
                .sum();
    }

    @Override
    public void close() {
        faults.heal();
        store.close();
    }
}
