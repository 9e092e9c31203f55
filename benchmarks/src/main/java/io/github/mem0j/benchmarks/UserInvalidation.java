package io.github.mem0j.benchmarks;

import io.github.mem0j.cache.RedisCache;
import io.github.mem0j.layer.MemoryStack;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.MemoryStore;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.springframework.data.redis.cache.BatchStrategies;
import org.springframework.data.redis.cache.RedisCacheManager;
import org.springframework.data.redis.cache.RedisCacheWriter;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.resps.ScanResult;

/** Giving up one user's cached answers, by how much else is in Redis. */
final class UserInvalidation extends Contest {
    private static final String OURS = "mem0j, a write behind RedisCache";
    private static final String BARE = "bare Jedis INCR";
    private static final String SCAN = "SCAN and UNLINK by hand";
    private static final String SPRING = "Spring Cache, clear()";
    private static final String SPRING_SCAN = "Spring Cache, clear() by SCAN";
    private static final int PAGE = 1_000;

    private static String scenario(int keys) {
        return String.format(Locale.ROOT, "%,d keys in Redis", keys);
    }

    @Override
    public String name() {
        return "user-invalidation";
    }

    @Override
    public String title() {
        return "Giving up all cached answers of one user";
    }

    @Override
    public String how() {
        return "What a write costs because a user's cached answers must not be given again: ours is an add through the"
                + " cache to a store that does nothing, which raises a fence before and ends the user's generation after. The"
                + " peers look for the user's keys, of which there are none any more; the keys of other users are the"
                + " scenario.";
    }

    @Override
    List<String> scenarios(Scale scale) {
        return scale == Scale.SMOKE ? List.of(scenario(1_000)) : List.of(scenario(1_000), scenario(100_000));
    }

    @Override
    List<Contender> contenders(String scenario) {
        return List.of(
                Contender.floor(BARE, "`RedisClient` of Jedis: a version for each user, as one would count it by hand"),
                Contender.ours(OURS, "`RedisCache.builder(redis)` as it comes"),
                Contender.peer(SCAN, "`SCAN … MATCH memories:user:* COUNT 1000`, `UNLINK` of what it finds"),
                Contender.peer(SPRING, "a cache for each user in `RedisCacheManager` as it comes: `KEYS`, `DEL`"),
                Contender.peer(SPRING_SCAN, "the same with `BatchStrategies.scan(1000)`"));
    }

    @Override
    int rounds() {
        return 2; // none of the figures that are asked for: the run is to end within the hour
    }

    @Override
    TimeUnit unit() {
        return TimeUnit.MICROSECONDS;
    }

    @Override
    void prepare(Scale scale) {
        Object unused = Servers.redis();
    }

    @Override
    Work open(String scenario, String contender) throws Exception {
        UnifiedJedis client = Servers.jedis();
        fill(client, Integer.parseInt(scenario.split(" ", -1)[0].replace(",", "")));
        return switch (contender) {
            case BARE -> Work.of(() -> client.incr("version:user"), client);
            case OURS -> ours(client);
            case SCAN -> Work.of(() -> scan(client), client);
            case SPRING -> spring(client, BatchStrategies.keys());
            case SPRING_SCAN -> spring(client, BatchStrategies.scan(PAGE));
            default -> throw new IllegalArgumentException(contender);
        };
    }

    /** Other users' keys, so that there are as many as the scenario says. */
    private static void fill(UnifiedJedis client, int keys) {
        client.flushAll();
        try (AbstractPipeline pipeline = client.pipelined()) {
            for (int i = 0; i < keys; i++) {
                Object unused = pipeline.set("memories:other-" + i % 1_000 + ":" + i, "an answer");
            }
        }
        if (client.dbSize() != keys) {
            throw new IllegalStateException("not filled");
        }
    }

    private static Work ours(UnifiedJedis client) {
        MemoryStore store = MemoryStack.over(new NoOpStore())
                .layer(RedisCache.builder(client).build())
                .build();
        MemoryScope user = Data.owner("user");
        AddRequest request = AddRequest.of(user, Data.SPACE, Data.memory("user", 0, new Data(1).vector()));
        return Work.of(() -> store.add(request), store, client);
    }

    private static long scan(UnifiedJedis client) {
        ScanParams mine = new ScanParams()
                .match("memories:user:*".getBytes(StandardCharsets.UTF_8))
                .count(PAGE);
        byte[] cursor = ScanParams.SCAN_POINTER_START_BINARY;
        long ended = 0;
        do {
            ScanResult<byte[]> page = client.scan(cursor, mine);
            if (!page.getResult().isEmpty()) {
                ended += client.unlink(page.getResult().toArray(byte[][]::new));
            }
            cursor = page.getCursorAsBytes();
        } while (!new String(cursor, StandardCharsets.UTF_8).equals(ScanParams.SCAN_POINTER_START));
        return ended;
    }

    private static Work spring(UnifiedJedis client, org.springframework.data.redis.cache.BatchStrategy strategy) {
        LettuceConnectionFactory factory = new LettuceConnectionFactory(
                Servers.redis().host(), Servers.redis().port());
        factory.afterPropertiesSet();
        factory.start();
        RedisCacheManager manager = RedisCacheManager.builder(
                        RedisCacheWriter.nonLockingRedisCacheWriter(factory, strategy))
                .build();
        manager.afterPropertiesSet();
        org.springframework.cache.Cache cache = Objects.requireNonNull(manager.getCache("memories:user"));
        return Work.of(
                () -> {
                    cache.clear();
                    return cache;
                },
                factory::destroy,
                client);
    }
}
