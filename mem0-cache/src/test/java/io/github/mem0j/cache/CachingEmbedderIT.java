package io.github.mem0j.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.embedder.InputType;
import io.github.mem0j.model.Embedding;
import io.github.mem0j.services.OwnRedis;
import io.github.mem0j.services.Redis;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import redis.clients.jedis.UnifiedJedis;

/** Embeddings that JVMs share. */
class CachingEmbedderIT {
    private static final byte[] SECRET = "sixteen bytes or more".getBytes(StandardCharsets.UTF_8);

    @RegisterExtension
    static final Redis redis = Redis.shared();

    private final CountingEmbedder model = new CountingEmbedder();
    private UnifiedJedis client;
    private String namespace;

    @BeforeEach
    void connect() {
        client = TestRedis.client(redis.get(), 5_000);
        namespace = redis.namespace() + System.nanoTime();
    }

    @AfterEach
    void disconnect() {
        client.close();
    }

    private CachingEmbedder.Builder jvm() {
        return CachingEmbedder.builder(model).redis(client).namespace(namespace).secret(SECRET);
    }

    @Test
    void anotherJvmFindsWhatOneEmbedded() {
        List<Embedding> first = jvm().build().embed(List.of("tea", "rain"), InputType.DOCUMENT);
        CachingEmbedder other = jvm().build();
        assertThat(other.embed(List.of("tea"), InputType.DOCUMENT))
                .containsExactlyElementsOf(first.subList(0, 1))
                .hasSize(1);
        assertThat(other.embed(List.of("rain", "tea"), InputType.DOCUMENT)).hasSize(2);
        assertThat(model.calls).hasSize(1);
        assertThat(other.statistics().get(1).get(CacheMetric.HITS)).isEqualTo(2);
    }

    @Test
    void typesSecretsAndNamespacesAreKeptApart() {
        jvm().build().embed(List.of("tea"), InputType.DOCUMENT);
        jvm().build().embed(List.of("tea"), InputType.QUERY);
        jvm().secret(new byte[16]).build().embed(List.of("tea"), InputType.DOCUMENT);
        jvm().namespace(namespace + "x").build().embed(List.of("tea"), InputType.DOCUMENT);
        assertThat(model.calls).hasSize(4);
    }

    @Test
    void redisIsGivenNoText() {
        jvm().build().embed(List.of("a secret about tea"), InputType.DOCUMENT);
        Set<byte[]> keys = client.keys((namespace + "*").getBytes(StandardCharsets.UTF_8));
        assertThat(keys).hasSize(1).allSatisfy(key -> {
            assertThat(new String(key, StandardCharsets.UTF_8)).doesNotContain("tea");
            assertThat(new String(client.get(key), StandardCharsets.ISO_8859_1)).doesNotContain("tea");
            assertThat(client.pttl(key)).isPositive();
        });
    }

    @Test
    void damagedValuesAreEmbeddedAnew() {
        jvm().build().embed(List.of("tea"), InputType.DOCUMENT);
        byte[] key = client.keys((namespace + "*").getBytes(StandardCharsets.UTF_8))
                .iterator()
                .next();
        byte[] good = client.get(key);
        byte[] flipped = good.clone();
        flipped[7] ^= 1;
        for (byte[] bad :
                List.of(flipped, new byte[0], new byte[good.length], "no floats".getBytes(StandardCharsets.UTF_8))) {
            client.set(key, bad);
            CachingEmbedder other = jvm().build();
            assertThat(other.embed(List.of("tea"), InputType.DOCUMENT)).hasSize(1);
            assertThat(other.statistics().get(1).get(CacheMetric.CORRUPT)).isEqualTo(1);
            assertThat(client.get(key)).isEqualTo(good);
        }
    }

    @Test
    void anOutageShowsInTheStatisticsOnly() {
        try (OwnRedis own = OwnRedis.start();
                UnifiedJedis mortal = TestRedis.client(own.get())) {
            CachingEmbedder embedder = jvm().redis(mortal).build();
            own.kill();
            assertThat(embedder.embed(List.of("tea"), InputType.QUERY)).hasSize(1);
            assertThat(embedder.embed(List.of("tea", "rain"), InputType.QUERY)).hasSize(2);
            assertThat(embedder.statistics().get(1).get(CacheMetric.REDIS_FAILURES))
                    .isPositive();
        }
    }
}
