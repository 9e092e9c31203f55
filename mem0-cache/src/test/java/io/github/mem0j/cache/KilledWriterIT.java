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
import io.github.mem0j.services.PostgresDatabase;
import io.github.mem0j.services.RedisAddress;
import io.github.mem0j.services.TcpProxy;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.UpdateRequest;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import redis.clients.jedis.UnifiedJedis;

/**
 * A JVM writes while it has no Redis, and dies by force before it has one again: its caches can tell nobody any more. What
 * is cached is there and trusted, as a Redis that had died with the write would have lost it.
 */
class KilledWriterIT {
    private static final MemoryScope ALICE = MemoryScope.user("alice");
    private static final EmbeddingSpace SPACE = new EmbeddingSpace("m", 2);
    private static final NewMemory TEA =
            NewMemory.of("tea", Embedding.of(1, 0)).withId(new UUID(0x0000_0000_0000_7000L, 0x8000_0000_0000_0001L));

    @RegisterExtension
    static final Postgres postgres = Postgres.shared();

    @Test
    void othersHearOfItFromTheFeed() throws Exception {
        PostgresDatabase database = postgres.newDatabase();
        try (OwnRedis server = OwnRedis.start();
                HikariDataSource pool = TestPostgres.pool(database, 6);
                UnifiedJedis client = TestRedis.client(server.get());
                MemoryStore hears = MemoryStack.over(store(pool))
                        .layer(RedisCache.using(client))
                        .layer(LocalCache.defaults())
                        .build()) {
            hears.add(AddRequest.of(ALICE, SPACE, TEA));
            Races.until("cached", () -> isCached(hears));
            updateInAnotherJvmAndKillIt(server, database);
            ChangeFeed feed = ChangeFeed.of(hears);
            assertThat(feed.lag("caches").changes()).as("the write is there").isPositive();
            Races.until("the old entry is served still", () -> isCached(hears));
            assertThat(isNew(hears)).isFalse();

            try (UnifiedJedis following = TestRedis.client(server.get());
                    MemoryStore follows = MemoryStack.over(store(pool))
                            .layer(RedisCache.builder(following)
                                    .changeFeed("caches")
                                    .build())
                            .build()) {
                Races.until("the feed is drained", () -> feed.lag("caches").changes() == 0);
                Races.until("heard", () -> isNew(hears) && isNew(follows));
                Races.until("cached", () -> isCached(hears));
                assertThat(isNew(hears)).isTrue();
            }
        }
    }

    private static void updateInAnotherJvmAndKillIt(OwnRedis server, PostgresDatabase database) throws Exception {
        TcpProxy proxy = TcpProxy.to(server.get().host(), server.get().port());
        RedisAddress redis = server.get().through(proxy);
        Process other = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Writer.class.getName(),
                        database.host(),
                        Integer.toString(database.port()),
                        database.database(),
                        database.user(),
                        database.password(),
                        redis.host(),
                        Integer.toString(redis.port()),
                        redis.user(),
                        redis.password())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            assertThat(other.getInputStream().read()).as("ready").isEqualTo('r');
            proxy.close();
            other.getOutputStream().write('!');
            other.getOutputStream().flush();
            assertThat(other.getInputStream().read()).as("written").isEqualTo('w');
            other.destroyForcibly();
            assertThat(other.waitFor(10, TimeUnit.SECONDS)).isTrue();
        } finally {
            other.destroyForcibly();
            proxy.close();
        }
    }

    /** The JVM that writes. */
    static final class Writer {
        public static void main(String[] args) throws Exception {
            PostgresDatabase database =
                    new PostgresDatabase(args[0], Integer.parseInt(args[1]), args[2], args[3], args[4]);
            RedisAddress redis = new RedisAddress(args[5], Integer.parseInt(args[6]), args[7], args[8]);
            MemoryStore store = MemoryStack.over(store(TestPostgres.pool(database, 2)))
                    .layer(RedisCache.using(TestRedis.client(redis, 200)))
                    .build();
            Races.until("cached", () -> isCached(store));
            tell('r');
            if (System.in.read() == '!') {
                store.update(UpdateRequest.of(
                        ALICE, TEA.id(), MemoryChange.none().withMetadata(Metadata.of("sugar", true))));
                tell('w');
                Thread.sleep(Long.MAX_VALUE); // until it is killed
            }
        }

        private static void tell(char sign) {
            System.out.print(sign);
            System.out.flush();
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
