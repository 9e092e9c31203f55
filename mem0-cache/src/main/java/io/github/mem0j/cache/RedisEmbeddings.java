package io.github.mem0j.cache;

import io.github.mem0j.embedder.InputType;
import io.github.mem0j.model.Embedding;
import io.github.mem0j.model.EmbeddingSpace;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.zip.CRC32C;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.params.SetParams;

/**
 * Embeddings in Redis, each its floats (big-endian) and their CRC-32C, under a digest of text, type and space. After a
 * failure Redis is left alone for a second. Thread-safe.
 */
final class RedisEmbeddings {
    private static final Logger log = LoggerFactory.getLogger(RedisEmbeddings.class);
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final UnifiedJedis redis;
    private final String prefix;
    private final byte @Nullable [] secret;
    private final SetParams kept;
    private final EmbeddingSpace space;
    private final Counters counters;
    private volatile boolean failed;
    private volatile long failedAt;

    RedisEmbeddings(
            UnifiedJedis redis,
            String namespace,
            byte @Nullable [] secret,
            Duration keptFor,
            EmbeddingSpace space,
            @Nullable CacheListener listener) {
        this.redis = redis;
        this.secret = secret;
        this.space = space;
        prefix = namespace + ":v1:";
        kept = SetParams.setParams().px(keptFor.toMillis());
        counters = new Counters("embedder-redis", listener);
    }

    /** Those that are there. */
    Map<CachingEmbedder.Text, Embedding> get(List<CachingEmbedder.Text> texts) {
        Map<CachingEmbedder.Text, Embedding> found = new HashMap<>();
        attempt(() -> {
            Map<CachingEmbedder.Text, Supplier<byte[]>> values = new HashMap<>();
            if (texts.size() == 1) {
                byte[] value = redis.get(key(texts.get(0)));
                values.put(texts.get(0), () -> value);
            } else {
                // Not MGET: in a cluster, the keys may be on several nodes.
                try (AbstractPipeline pipeline = redis.pipelined()) {
                    texts.forEach(text -> values.put(text, pipeline.get(key(text))));
                    pipeline.sync();
                }
            }
            values.forEach((text, value) -> read(value.get()).ifPresent(embedding -> found.put(text, embedding)));
        });
        counters.count(CacheMetric.HITS, null, found.size());
        counters.count(CacheMetric.MISSES, null, texts.size() - found.size());
        return found;
    }

    void put(Map<CachingEmbedder.Text, Embedding> embeddings) {
        attempt(() -> {
            try (AbstractPipeline pipeline = redis.pipelined()) {
                embeddings.forEach((text, embedding) -> pipeline.set(key(text), write(embedding), kept));
                pipeline.sync();
            }
            counters.count(CacheMetric.STORED, null, embeddings.size());
        });
    }

    private void attempt(Runnable calls) {
        if (failed && System.nanoTime() - failedAt < PAUSE_NANOS) {
            counters.count(CacheMetric.REDIS_FAILURES);
            return;
        }
        try {
            calls.run();
            failed = false;
        } catch (RuntimeException e) {
            counters.count(CacheMetric.REDIS_FAILURES);
            log.debug("Embeddings are not shared for a moment: {}", e.getMessage());
            failedAt = System.nanoTime();
            failed = true;
        }
    }

    private static byte[] write(Embedding embedding) {
        byte[] floats = embedding.toBytes();
        return ByteBuffer.allocate(floats.length + Integer.BYTES)
                .put(floats)
                .putInt(checksum(floats))
                .array();
    }

    private Optional<Embedding> read(byte @Nullable [] value) {
        if (value == null) {
            return Optional.empty();
        }
        int length = Float.BYTES * space.dimensions();
        if (value.length == length + Integer.BYTES) {
            byte[] floats = Arrays.copyOf(value, length);
            if (ByteBuffer.wrap(value).getInt(length) == checksum(floats)) {
                try {
                    return Optional.of(Embedding.fromBytes(floats));
                } catch (IllegalArgumentException e) {
                    // Written by somebody else: as good as damaged.
                }
            }
        }
        counters.count(CacheMetric.CORRUPT);
        return Optional.empty();
    }

    private static int checksum(byte[] bytes) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes);
        return (int) checksum.getValue();
    }

    private byte[] key(CachingEmbedder.Text text) {
        byte[] model = space.model().getBytes(StandardCharsets.UTF_8);
        byte[] content = text.text().getBytes(StandardCharsets.UTF_8);
        ByteBuffer named = ByteBuffer.allocate(Integer.BYTES + model.length + Integer.BYTES + 1 + content.length)
                .putInt(model.length)
                .put(model)
                .putInt(space.dimensions())
                .put((byte) (text.type() == InputType.QUERY ? 'q' : 'd'))
                .put(content);
        return (prefix + Base64.getUrlEncoder().withoutPadding().encodeToString(digest(named.array())))
                .getBytes(StandardCharsets.US_ASCII);
    }

    private byte[] digest(byte[] named) {
        try {
            if (secret == null) {
                return MessageDigest.getInstance("SHA-256").digest(named);
            }
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            return mac.doFinal(named);
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every Java platform has SHA-256 and HmacSHA256", e);
        }
    }

    CacheStatistics statistics() {
        return counters.statistics(Map.of());
    }
}
