package io.github.mem0j.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.embedded.EmbeddedMemoryStore;
import io.github.mem0j.services.OwnRedis;
import io.github.mem0j.services.RedisBinary;
import io.github.mem0j.store.MemoryStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.providers.PooledConnectionProvider;

/** The host's client after stacks that used it: as good as before. */
class RedisPoolIT {
    private static final int STACKS = 200;

    @SuppressWarnings("deprecation") // by Jedis 8, for the builders that 7.0 does not have
    @Test
    void connectionsAreCleanAfterManyStacks() {
        try (OwnRedis server = OwnRedis.options().binary(RedisBinary.EMBEDDED).start()) {
            GenericObjectPoolConfig<Connection> pool = new GenericObjectPoolConfig<>();
            pool.setMaxTotal(64);
            pool.setMaxIdle(64);
            PooledConnectionProvider provider = new PooledConnectionProvider(
                    new HostAndPort(server.host(), server.port()),
                    DefaultJedisClientConfig.builder()
                            .socketTimeoutMillis(2_000)
                            .blockingSocketTimeoutMillis(5_000)
                            .build(),
                    pool);
            try (UnifiedJedis client = new UnifiedJedis(provider, 1, Duration.ofSeconds(2))) {
                for (int i = 0; i < STACKS; i++) {
                    openAndClose(client, i);
                }
                Races.until(
                        "nobody listens any more",
                        () -> String.valueOf(server.command("CLIENT", "LIST", "TYPE", "pubsub"))
                                .isBlank());
                Races.until("all are back", () -> provider.getPool().getNumActive() == 0);
                assertThat(provider.getPool().getNumIdle()).isPositive();
                askEach(provider);
            }
        }
    }

    /** Closed at different moments: at once, when listening, and after messages. */
    private static void openAndClose(UnifiedJedis client, int number) {
        MemoryStore store = LocalCache.defaults()
                .over(RedisCache.builder(client)
                        .namespace("pool-" + number % 7)
                        .build()
                        .over(EmbeddedMemoryStore.create()));
        InvalidationFeed feed = store.unwrap(InvalidationFeed.class).orElseThrow();
        if (number % 4 == 1) {
            Races.until(
                    "listening", () -> CacheAdmin.of(store).statistics().get(1).get(CacheMetric.FLUSHES) > 0);
        } else if (number % 4 == 2) {
            Races.until("live", () -> feed.isLive() || number > 40);
        }
        store.close();
    }

    /** Every connection answers what it was asked, and nothing else waits on it. */
    private static void askEach(PooledConnectionProvider provider) {
        List<Connection> all = new ArrayList<>();
        int idle = provider.getPool().getNumIdle();
        for (int i = 0; i < idle; i++) {
            all.add(provider.getConnection());
        }
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < idle; i++) {
                String word = "round " + round + " of " + i;
                all.get(i).sendCommand(Protocol.Command.ECHO, word);
                assertThat(all.get(i).getBulkReply()).isEqualTo(word);
            }
        }
        all.forEach(Connection::close);
    }
}
