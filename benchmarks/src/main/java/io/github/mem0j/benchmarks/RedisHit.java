package io.github.mem0j.benchmarks;

import io.github.mem0j.cache.RedisCache;
import io.github.mem0j.layer.MemoryStack;
import io.github.mem0j.model.Embedding;
import io.github.mem0j.services.RedisAddress;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.SearchRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.redisson.api.RBucket;
import org.redisson.api.RedissonClient;
import org.springframework.data.redis.cache.RedisCacheConfiguration;
import org.springframework.data.redis.cache.RedisCacheManager;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import redis.clients.jedis.UnifiedJedis;

/** A search whose answer is in Redis. */
final class RedisHit extends Contest {
    private static final String SCENARIO = "10 hits";
    private static final String OURS = "mem0j RedisCache";
    private static final String BARE = "bare Jedis GET";
    private static final String REDISSON = "Redisson bucket";
    private static final String SPRING = "Spring Cache on Redis";
    private static final byte[] COPY = "the same bytes".getBytes(StandardCharsets.UTF_8);

    @Override
    public String name() {
        return "l2-hit";
    }

    @Override
    public String title() {
        return "A search answered by Redis (L2 hit)";
    }

    @Override
    public String how() {
        return "The same search of 10 hits with a fresh equal embedding for each call, answered by Redis over loopback. The"
                + " floor gets the very bytes of our entry by the same client and decodes nothing; ours decodes the ten"
                + " memories and proves in the same round trip that no write came since.";
    }

    @Override
    List<String> scenarios(Scale scale) {
        return List.of(SCENARIO);
    }

    @Override
    List<Contender> contenders(String scenario) {
        return List.of(
                Contender.floor(BARE, "`RedisClient` of Jedis, the bytes of our entry"),
                Contender.ours(OURS, "`RedisCache.using(redis)` as it comes, over the embedded store"),
                Contender.peer(
                        REDISSON, "as it comes (Kryo5, its default and its fastest), key: SHA-256 of the embedding"),
                Contender.peer(
                        SPRING,
                        "`RedisCacheManager` as it comes (JDK serialisation) on Lettuce, key: SHA-256 of the embedding"));
    }

    @Override
    void prepare(Scale scale) {
        Object unused = Servers.redis();
    }

    @Override
    Work open(String scenario, String contender) throws Exception {
        CachedSearch cached = new CachedSearch();
        Embedding one = cached.fresh();
        return switch (contender) {
            case BARE -> {
                UnifiedJedis client = Servers.jedis();
                MemoryStore store = ours(cached, client, "bare");
                SearchRequest request = CachedSearch.request(one);
                Object unused = store.search(request);
                client.set(COPY, entry(client, "bare"));
                yield Work.of(() -> client.get(COPY), store, client);
            }
            case OURS -> {
                UnifiedJedis client = Servers.jedis();
                MemoryStore store = ours(cached, client, "ours");
                Object unused = store.search(CachedSearch.request(one));
                unused = entry(client, "ours");
                yield Work.of(() -> store.search(CachedSearch.request(cached.fresh())), store, client);
            }
            case REDISSON -> {
                RedissonClient client = LocalHit.client();
                RBucket<Object> bucket = client.getBucket("redisson:" + CachedSearch.key(one));
                bucket.set(PlainHit.of(cached.answer()));
                yield Work.of(
                        () -> PlainHit.require(client.getBucket("redisson:" + CachedSearch.key(cached.fresh()))
                                .get()),
                        client::shutdown);
            }
            case SPRING -> {
                RedisAddress address = Servers.redis();
                LettuceConnectionFactory factory = new LettuceConnectionFactory(address.host(), address.port());
                factory.afterPropertiesSet();
                factory.start();
                RedisCacheManager manager = RedisCacheManager.builder(factory)
                        .cacheDefaults(RedisCacheConfiguration.defaultCacheConfig())
                        .initialCacheNames(Set.of("searches"))
                        .build();
                manager.afterPropertiesSet();
                org.springframework.cache.Cache cache = manager.getCache("searches");
                if (cache == null) {
                    throw new IllegalStateException("Spring made no cache");
                }
                cache.put(CachedSearch.key(one), PlainHit.of(cached.answer()));
                yield Work.of(
                        () -> PlainHit.require(cache.get(CachedSearch.key(cached.fresh()), List.class)),
                        factory::destroy);
            }
            default -> throw new IllegalArgumentException(contender);
        };
    }

    private static MemoryStore ours(CachedSearch cached, UnifiedJedis client, String namespace) {
        return MemoryStack.over(cached.store)
                .layer(RedisCache.builder(client)
                        .namespace(namespace + ProcessHandle.current().pid())
                        .build())
                .build();
    }

    /** Our entry, once it is stored: the longest of the namespace. */
    private static byte[] entry(UnifiedJedis client, String namespace) throws InterruptedException {
        for (int i = 0; i < 500; i++) {
            byte[] longest = {};
            for (byte[] key :
                    client.keys((namespace + ProcessHandle.current().pid() + "*").getBytes(StandardCharsets.UTF_8))) {
                byte[] value = "string".equals(client.type(key)) ? client.get(key) : null;
                longest = value != null && value.length > longest.length ? value : longest;
            }
            if (longest.length > 1_000) {
                return longest;
            }
            Thread.sleep(10);
        }
        throw new IllegalStateException("our entry was not stored");
    }

    @Override
    public List<Goal> goals() {
        return List.of(Goal.atMost(
                1.3, "×", "L2 hit beside a bare Jedis GET of the same bytes", all -> all.ratio(SCENARIO, OURS, BARE)));
    }
}
