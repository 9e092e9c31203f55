package io.github.mem0j.cache;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.github.mem0j.feed.ChangeFeed;
import io.github.mem0j.layer.MemoryStack;
import io.github.mem0j.model.Embedding;
import io.github.mem0j.model.EmbeddingSpace;
import io.github.mem0j.model.MemoryChange;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.Metadata;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.pgvector.PgVectorMemoryStore;
import io.github.mem0j.services.OwnRedis;
import io.github.mem0j.services.Postgres;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.UpdateRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import redis.clients.jedis.UnifiedJedis;

/** A write that no cache heard of: its JVM died while Redis was down, or it went past them. */
class ChangeFeedIT {
    private static final MemoryScope ALICE = MemoryScope.user("alice");
    private static final EmbeddingSpace SPACE = new EmbeddingSpace("m", 2);
    private static final NewMemory TEA = NewMemory.of("tea", Embedding.of(1, 0));

    @RegisterExtension
    static final Postgres postgres = Postgres.shared();

    @Test
    void otherJvmsStopServingWhatItEnded() {
        try (OwnRedis server = OwnRedis.start();
                HikariDataSource pool = TestPostgres.pool(postgres.get(), 8);
                UnifiedJedis client = TestRedis.client(server.get());
                UnifiedJedis other = TestRedis.client(server.get());
                MemoryStore writer = store(pool);
                MemoryStore follows = MemoryStack.over(store(pool))
                        .layer(RedisCache.builder(client).changeFeed("caches").build())
                        .layer(LocalCache.defaults())
                        .build();
                MemoryStore hears = MemoryStack.over(store(pool))
                        .layer(RedisCache.using(other))
                        .layer(LocalCache.defaults())
                        .build()) {
            ChangeFeed feed = ChangeFeed.of(writer);
            writer.add(AddRequest.of(ALICE, SPACE, TEA));
            Races.until("cached", () -> isCached(follows) && isCached(hears));
            server.pause();
            writer.update(
                    UpdateRequest.of(ALICE, TEA.id(), MemoryChange.none().withMetadata(Metadata.of("sugar", true))));
            server.resume();
            Races.until("the feed is drained", () -> feed.lag("caches").changes() == 0);
            Races.until("heard", () -> isNew(follows) && isNew(hears));
            Races.until("cached", () -> isCached(follows) && isCached(hears));
            assertThat(isNew(follows) && isNew(hears)).isTrue();
            // The same while Redis is up.
            writer.update(
                    UpdateRequest.of(ALICE, TEA.id(), MemoryChange.none().withMetadata(Metadata.of("sugar", false))));
            Races.until("heard", () -> !isNew(follows) && !isNew(hears));
        }
    }

    private static MemoryStore store(HikariDataSource pool) {
        return PgVectorMemoryStore.builder()
                .dataSource(pool)
                .dimensions(SPACE.dimensions())
                .initSchema()
                .changeFeed("caches")
                .build();
    }

    private static boolean isCached(MemoryStore store) {
        return !store.get(GetRequest.of(ALICE, TEA.id())).provenance().source().equals(PgVectorMemoryStore.SOURCE);
    }

    private static boolean isNew(MemoryStore store) {
        return store.get(GetRequest.of(ALICE, TEA.id()))
                .memories()
                .get(0)
                .metadata()
                .equals(Metadata.of("sugar", true));
    }
}
