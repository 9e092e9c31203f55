package io.github.mem0j.testkit;

import io.github.mem0j.model.Embedding;
import io.github.mem0j.model.EmbeddingSpace;
import io.github.mem0j.model.MemoryFilter;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.Metadata;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.model.Relation;
import io.github.mem0j.store.Operation;
import io.github.mem0j.store.StoreRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Values for property tests, from small sets so that they meet each other, with the edges of every type among them. The
 * same seed gives the same values. Not thread-safe.
 *
 * <pre>{@code
 * RandomData random = RandomData.seeded(42, clock);
 * StoreRequest request = random.request();
 * }</pre>
 */
public final class RandomData {
    /** Of all embeddings; their components are small integers, so that scores do not depend on the order of a sum. */
    public static final EmbeddingSpace SPACE = new EmbeddingSpace("random-data", 4);

    private final Random random;
    private final Clock clock;
    private final RandomFilters filters = new RandomFilters(this);
    private final RandomRequests requests = new RandomRequests(this);

    private RandomData(long seed, Clock clock) {
        this.random = new Random(seed);
        this.clock = clock;
    }

    /** Times are chosen around that of {@code clock}, which should be the stores'. */
    public static RandomData seeded(long seed, Clock clock) {
        return new RandomData(seed, clock);
    }

    /** A request of any of the eight operations, about few owners and few ids. */
    public StoreRequest request() {
        return request(pick(Operation.values()));
    }

    /** A request of one operation. */
    public StoreRequest request(Operation operation) {
        return requests.of(operation);
    }

    /** One of few owners, with or without an agent and a run. */
    public MemoryScope scope() {
        MemoryScope scope = owner();
        scope = chance(2) ? scope.withAgent(pick(Pools.AGENTS)) : scope;
        return chance(4) ? scope.withRun(pick(Pools.RUNS)) : scope;
    }

    /** One of few owners, the first ones oftener than the rest. */
    public MemoryScope owner() {
        return chance(3) ? pick(Pools.OWNERS) : Pools.OWNERS.get(below(2));
    }

    /** One of few ids, the ends of their order among them. */
    public UUID id() {
        return pick(Pools.IDS);
    }

    /** Distinct ids. */
    public List<UUID> ids(int most) {
        List<UUID> ids = new ArrayList<>();
        for (int i = below(most); i >= 0; i--) {
            UUID id = id();
            if (!ids.contains(id)) {
                ids.add(id);
            }
        }
        return ids;
    }

    public String text() {
        return pick(Pools.TEXTS);
    }

    /** A key that is often there. */
    public String key() {
        return pick(Pools.KEYS);
    }

    /** A metadata value of any type. */
    public Object value() {
        return chance(4) ? pick(Pools.LISTS) : scalar();
    }

    /** A string, boolean, long or double. */
    public Object scalar() {
        return pick(Pools.SCALARS);
    }

    public Metadata metadata() {
        Map<String, Object> map = new TreeMap<>();
        for (String key : Pools.KEYS) {
            if (chance(2)) {
                map.put(key, value());
            }
        }
        return Metadata.copyOf(map);
    }

    /** An embedding of {@link #SPACE}. */
    public Embedding embedding() {
        float[] values = new float[SPACE.dimensions()];
        for (int i = 0; i < values.length; i++) {
            values[i] = below(7) - 3f;
        }
        values[below(values.length)] = 1 + below(3); // never all zero
        return Embedding.of(values);
    }

    /** A time near the clock's, mostly on whole seconds so that times meet. */
    public Instant time() {
        Instant time = clock.instant().plusSeconds(below(240) - 120L);
        return chance(4) ? time.plusNanos(below(5_000)) : Instant.ofEpochSecond(time.getEpochSecond());
    }

    /** Null, soon, or now and then in the past already. */
    public @Nullable Instant expiresAt() {
        return chance(2) ? null : clock.instant().plus(Duration.ofMillis(below(90_000) - 3_000L));
    }

    /** A memory to add under one of the known ids. */
    public NewMemory newMemory(UUID id) {
        return new NewMemory(id, text(), embedding(), metadata(), chance(2) ? null : time(), expiresAt());
    }

    public Relation relation() {
        UUID from = id();
        UUID to = id();
        while (to.equals(from)) {
            to = id();
        }
        return new Relation(from, to, relationType(), below(9) - 4);
    }

    public String relationType() {
        return pick(Pools.RELATION_TYPES);
    }

    /**
     * A filter of any form over metadata and times.
     *
     * @param maxDepth most levels of nesting, 1 for a plain condition
     */
    public MemoryFilter filter(int maxDepth) {
        return filters.filter(maxDepth);
    }

    /** True once in {@code n} times. */
    public boolean chance(int n) {
        return random.nextInt(n) == 0;
    }

    /** 0 to {@code bound} − 1. */
    public int below(int bound) {
        return random.nextInt(bound);
    }

    /** 0 to 1. */
    public double fraction() {
        return random.nextDouble();
    }

    public <T> T pick(List<? extends T> values) {
        return values.get(random.nextInt(values.size()));
    }

    @SafeVarargs
    public final <T> T pick(T... values) {
        return values[random.nextInt(values.length)];
    }
}
