package io.github.mem0j.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.embedded.EmbeddedMemoryStore;
import io.github.mem0j.layer.MemoryStack;
import io.github.mem0j.model.Embedding;
import io.github.mem0j.model.EmbeddingSpace;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.services.OwnRedis;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.GetResult;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.Provenance;
import io.github.mem0j.store.StoreAdmin;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisCluster;
import redis.clients.jedis.UnifiedJedis;

/** In a cluster the Redis cache works, and local caches stay off. */
class RedisClusterIT {
    private static final EmbeddingSpace SPACE = new EmbeddingSpace("model", 2);

    private static OwnRedis own;
    private static UnifiedJedis client;

    /** The one cluster client that all Jedis from 7.0 to 8 have. */
    @BeforeAll
    @SuppressWarnings("deprecation")
    static void start() {
        own = OwnRedis.options().withCluster().start();
        client = new JedisCluster(
                Set.of(new HostAndPort(own.host(), own.port())),
                DefaultJedisClientConfig.builder()
                        .socketTimeoutMillis(5_000)
                        .blockingSocketTimeoutMillis(5_000)
                        .build());
    }

    @AfterAll
    static void stop() {
        client.close();
        own.close();
    }

    @Test
    void answersAreSharedThroughTheClusterAndNotKeptInTheHeap() {
        EmbeddedMemoryStore backend = EmbeddedMemoryStore.create();
        try (MemoryStore a = stack(backend);
                MemoryStore b = stack(backend)) {
            for (int i = 0; i < 50; i++) {
                MemoryScope owner = MemoryScope.user("user " + i);
                NewMemory memory = NewMemory.of("text " + i, Embedding.of(1, i));
                a.add(AddRequest.of(owner, SPACE, memory));
                GetRequest get = GetRequest.of(owner, memory.id());
                assertAnswer(a.get(get), EmbeddedMemoryStore.SOURCE, "text " + i);
                assertAnswer(b.get(get), Provenance.REDIS, "text " + i);
                a.add(AddRequest.of(owner, SPACE, memory).withMode(AddRequest.Mode.UPSERT));
                assertAnswer(b.get(get), EmbeddedMemoryStore.SOURCE, "text " + i);
                assertAnswer(a.get(get), Provenance.REDIS, "text " + i);
            }
            for (MemoryStore store : List.of(a, b)) {
                CacheStatistics local = statistics(store, 0);
                CacheStatistics redis = statistics(store, 1);
                assertThat(local.get(CacheMetric.LEASE_LIVE)).isZero();
                assertThat(redis.get(CacheMetric.LEASE_LIVE)).isZero();
                assertThat(local.get(CacheMetric.STORED)).isZero();
                assertThat(local.get(CacheMetric.BYPASSES)).isEqualTo(100);
                assertThat(redis.get(CacheMetric.HITS)).isEqualTo(50);
                assertThat(redis.get(CacheMetric.REDIS_UP)).isEqualTo(1);
                assertThat(redis.get(CacheMetric.REDIS_FAILURES)).isZero();
            }
        }
    }

    @Test
    void eraseAndInvalidateAllReachEverySlot() {
        EmbeddedMemoryStore backend = EmbeddedMemoryStore.create();
        try (MemoryStore store = stack(backend)) {
            for (int i = 0; i < 20; i++) {
                MemoryScope owner = MemoryScope.user("other " + i);
                NewMemory memory = NewMemory.of("text", Embedding.of(1, 0));
                store.add(AddRequest.of(owner, SPACE, memory));
                store.get(GetRequest.of(owner, memory.id()));
            }
            assertThat(entries()).isEqualTo(20);
            StoreAdmin.of(store).erase(MemoryScope.user("other 0"));
            assertThat(entries()).isEqualTo(19);

            CacheAdmin.of(store).invalidateAll();

            assertThat(entries()).isZero();
        }
    }

    @Test
    void endsOfManySlotsGoTogether() {
        try (MemoryStore store = RedisCache.using(client).over(EmbeddedMemoryStore.create())) {
            for (int i = 0; i < 100; i++) {
                store.add(
                        AddRequest.of(MemoryScope.user("third " + i), SPACE, NewMemory.of("text", Embedding.of(1, 0))));
            }
            Races.until("sent", () -> statistics(store, 0).get(CacheMetric.SENT) == 200);
            assertThat(statistics(store, 0).get(CacheMetric.REDIS_FAILURES)).isZero();
            assertThat((List<?>) own.command("KEYS", "mem0:{*:w*")).isEmpty();
        }
    }

    private static MemoryStore stack(MemoryStore backend) {
        return MemoryStack.over(backend)
                // What one has read the other finds stored, and what one has written it finds over.
                .layer(RedisCache.builder(client)
                        .fillsInBackground(false)
                        .endsInBackground(false)
                        .build())
                .layer(LocalCache.defaults())
                .build();
    }

    private static void assertAnswer(GetResult result, String source, String text) {
        assertThat(result.provenance().source()).isEqualTo(source);
        assertThat(result.memories()).extracting(memory -> memory.text()).containsExactly(text);
    }

    private static CacheStatistics statistics(MemoryStore store, int layer) {
        return CacheAdmin.of(store).statistics().get(layer);
    }

    private static long entries() {
        return ((List<?>) own.command("KEYS", "mem0:{*:e1:*")).size();
    }
}
