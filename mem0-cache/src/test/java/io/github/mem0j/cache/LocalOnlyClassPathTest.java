package io.github.mem0j.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.mem0j.embedded.EmbeddedMemoryStore;
import io.github.mem0j.layer.MemoryStack;
import io.github.mem0j.model.Embedding;
import io.github.mem0j.model.EmbeddingSpace;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.Operation;
import io.github.mem0j.store.Provenance;
import io.github.mem0j.store.SearchRequest;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

/** A host that wants the local cache only needs no Redis client. */
class LocalOnlyClassPathTest {
    @Test
    void localCacheNeedsNoRedisClient() throws Exception {
        URL[] classPath = Stream.of(
                        MemoryStore.class, LocalCache.class, Host.class, Caffeine.class, Logger.class, Nullable.class)
                .map(type -> type.getProtectionDomain().getCodeSource().getLocation())
                .toArray(URL[]::new);
        try (URLClassLoader alone = new URLClassLoader(classPath, ClassLoader.getPlatformClassLoader())) {
            for (String absent : List.of(
                    "redis.clients.jedis.UnifiedJedis",
                    "org.apache.commons.pool2.impl.GenericObjectPool",
                    "com.google.gson.Gson",
                    "org.json.JSONObject",
                    "org.msgpack.core.MessagePack")) {
                assertThat(Class.forName(absent)).as("here it is").isNotNull();
                assertThatThrownBy(() -> alone.loadClass(absent)).isInstanceOf(ClassNotFoundException.class);
            }
            Class<?> host = alone.loadClass(Host.class.getName());
            assertThat(host.getClassLoader()).isSameAs(alone);

            Object answer = ((Callable<?>) host.getConstructor().newInstance()).call();

            assertThat(answer)
                    .isEqualTo(Provenance.LOCAL + ", hits 2, a hit by id 1, live 1; after all is given up, hits 2");
        }
    }

    /** Runs by itself, with nothing but what is on its class path. */
    public static final class Host implements Callable<String> {
        @Override
        public String call() {
            MemoryScope ann = MemoryScope.user("ann");
            EmbeddingSpace space = new EmbeddingSpace("model", 2);
            NewMemory tea = NewMemory.of("likes tea", Embedding.of(1, 0));
            try (MemoryStore store = MemoryStack.over(EmbeddedMemoryStore.create())
                    .layer(LocalCache.builder().singleJvm().build())
                    .build()) {
                store.add(AddRequest.of(ann, space, tea));
                GetRequest get = GetRequest.of(ann, tea.id());
                store.get(get);
                String source = store.get(get).provenance().source();
                SearchRequest search = SearchRequest.of(ann, space, Embedding.of(1, 1));
                store.search(search);
                store.search(search);
                CacheStatistics seen = statistics(store);
                CacheAdmin.of(store).invalidateAll();
                store.get(get);
                return source + ", hits " + seen.get(CacheMetric.HITS)
                        + ", a hit by id " + seen.get(CacheMetric.HITS, Operation.GET)
                        + ", live " + seen.get(CacheMetric.LEASE_LIVE)
                        + "; after all is given up, hits "
                        + statistics(store).get(CacheMetric.HITS);
            }
        }

        private static CacheStatistics statistics(MemoryStore store) {
            return CacheAdmin.of(store).statistics().get(0);
        }
    }
}
