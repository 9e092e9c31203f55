package io.github.mem0j.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.mem0j.embedder.Embedder;
import io.github.mem0j.embedder.EmbedderException;
import io.github.mem0j.embedder.InputType;
import io.github.mem0j.model.Embedding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.UnifiedJedis;

/**
 * An embedder that remembers what it embedded: in the heap, and if asked to in Redis, for the other JVMs. What it is
 * asked again it answers with the same {@link Embedding}, whose digest and hash are then computed already, so that a
 * {@link LocalCache} behind it answers faster, too.
 *
 * <pre>{@code
 * Embedder embedder = CachingEmbedder.around(model);
 * Embedder shared = CachingEmbedder.builder(model).redis(redis).secret(secret).build();
 * }</pre>
 *
 * <p>A text, its {@link InputType} and the {@linkplain Embedder#space() space} together name an embedding, which never
 * changes; a model that answers otherwise needs another id. Texts that are new are embedded in one call, each once.
 * Redis is given no text: digests as names and floats as values, which is what you want a secret for. They stay there for
 * {@link Builder#keptFor}, also when their owner is erased. An outage of Redis shows only in the statistics.
 *
 * <p>Thread-safe. Nothing to close: the embedder and the client stay the host's.
 */
public final class CachingEmbedder implements Embedder {
    private final Embedder embedder;
    private final Cache<Text, Embedding> local;
    private final @Nullable RedisEmbeddings shared;
    private final Counters counters;

    /** What an embedding is of. */
    record Text(String text, InputType type) {}

    private CachingEmbedder(Builder builder) {
        embedder = builder.embedder;
        counters = new Counters("embedder", builder.listener);
        shared = builder.shared();
        local = Caffeine.newBuilder()
                .maximumWeight(builder.maxBytes)
                .weigher((Text text, Embedding embedding) -> (int) Math.min(Integer.MAX_VALUE, weight(text, embedding)))
                .executor(Runnable::run)
                .build();
    }

    /** In the heap alone. */
    public static CachingEmbedder around(Embedder embedder) {
        return builder(embedder).build();
    }

    public static Builder builder(Embedder embedder) {
        return new Builder(embedder);
    }

    private static long weight(Text text, Embedding embedding) {
        return 200 + Weights.of(text.text()) + Weights.of(embedding);
    }

    @Override
    public List<Embedding> embed(List<String> texts, InputType type) {
        Map<Text, Embedding> found = new HashMap<>();
        List<Text> asked = new ArrayList<>(texts.size());
        LinkedHashSet<Text> missing = new LinkedHashSet<>();
        for (String each : texts) {
            Text text = new Text(each, type);
            asked.add(text);
            Embedding known = local.getIfPresent(text);
            if (known != null) {
                found.put(text, known);
            } else {
                missing.add(text);
            }
        }
        counters.count(CacheMetric.HITS, null, asked.size() - missing.size());
        if (!missing.isEmpty()) {
            counters.count(CacheMetric.MISSES, null, missing.size());
            find(new ArrayList<>(missing), found);
        }
        return asked.stream()
                .map(text -> Objects.requireNonNull(found.get(text)))
                .toList();
    }

    /** From Redis what is there, and from the embedder what is not. */
    private void find(List<Text> missing, Map<Text, Embedding> found) {
        List<Text> unknown = missing;
        if (shared != null) {
            Map<Text, Embedding> fromRedis = shared.get(missing);
            local.putAll(fromRedis);
            found.putAll(fromRedis);
            unknown = missing.stream()
                    .filter(text -> !fromRedis.containsKey(text))
                    .toList();
        }
        if (unknown.isEmpty()) {
            return;
        }
        List<Embedding> embedded = load(unknown);
        Map<Text, Embedding> made = new HashMap<>();
        for (int i = 0; i < embedded.size(); i++) {
            made.put(unknown.get(i), embedded.get(i));
        }
        local.putAll(made);
        found.putAll(made);
        if (shared != null) {
            shared.put(made);
        }
    }

    private List<Embedding> load(List<Text> unknown) {
        counters.count(CacheMetric.LOADS);
        long start = System.nanoTime();
        try {
            List<Embedding> embedded = embedder.embed(
                    unknown.stream().map(Text::text).toList(), unknown.get(0).type());
            if (embedded.size() != unknown.size()) {
                throw new EmbedderException(
                        "the embedder gave " + embedded.size() + " embeddings for " + unknown.size() + " texts", null);
            }
            return embedded;
        } catch (RuntimeException e) {
            counters.count(CacheMetric.LOAD_FAILURES);
            throw e;
        } finally {
            counters.count(CacheMetric.LOAD_NANOS, null, System.nanoTime() - start);
        }
    }

    @Override
    public String modelId() {
        return embedder.modelId();
    }

    @Override
    public int dimensions() {
        return embedder.dimensions();
    }

    /** What was counted: level {@code embedder}, and with Redis {@code embedder-redis}. */
    public List<CacheStatistics> statistics() {
        List<CacheStatistics> all = new ArrayList<>();
        all.add(counters.statistics(Map.of(CacheMetric.ENTRIES, local.estimatedSize())));
        if (shared != null) {
            all.add(shared.statistics());
        }
        return all;
    }

    @Override
    public String toString() {
        return "CachingEmbedder(" + embedder.space() + (shared == null ? ")" : ", shared)");
    }

    /** Not thread-safe; what it builds is. */
    public static final class Builder {
        private final Embedder embedder;
        private long maxBytes = 64L << 20;
        private @Nullable UnifiedJedis redis;
        private String namespace = "mem0";
        private byte @Nullable [] secret;
        private Duration keptFor = Duration.ofDays(7);
        private @Nullable CacheListener listener;

        private Builder(Embedder embedder) {
            this.embedder = Objects.requireNonNull(embedder, "embedder");
        }

        /** The heap that texts and embeddings may take; 64 MB (2²⁶ bytes) by default, about 30,000 of 384 dimensions. */
        public Builder maxBytes(long bytes) {
            maxBytes = bytes;
            return this;
        }

        /** Shares embeddings through Redis; not by default. */
        public Builder redis(UnifiedJedis client) {
            redis = client;
            return this;
        }

        /** What keys in Redis begin with; {@code mem0} by default. */
        public Builder namespace(String namespace) {
            this.namespace = namespace;
            return this;
        }

        /** A secret for the digests of texts in Redis, at least 16 bytes, the same in all JVMs; none by default. */
        public Builder secret(byte[] secret) {
            this.secret = secret.clone();
            return this;
        }

        /** How long an embedding stays in Redis; 7 days by default. */
        public Builder keptFor(Duration duration) {
            keptFor = duration;
            return this;
        }

        /** Told of all that is counted; none by default. */
        public Builder listener(CacheListener listener) {
            this.listener = listener;
            return this;
        }

        /**
         * The embedder.
         *
         * @throws IllegalArgumentException naming the setting that cannot be
         */
        public CachingEmbedder build() {
            if (maxBytes < 0) {
                throw new IllegalArgumentException("maxBytes must not be negative, but is " + maxBytes);
            }
            RedisKeys.check(namespace, secret);
            if (keptFor.toMillis() < 1) {
                throw new IllegalArgumentException("keptFor must be a millisecond at least, but is " + keptFor);
            }
            return new CachingEmbedder(this);
        }

        private @Nullable RedisEmbeddings shared() {
            return redis == null
                    ? null
                    : new RedisEmbeddings(redis, namespace, secret, keptFor, embedder.space(), listener);
        }
    }
}
