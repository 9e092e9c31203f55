package io.github.mem0j.benchmarks;

import com.alicp.jetcache.embedded.CaffeineCacheBuilder;
import com.alicp.jetcache.embedded.LinkedHashMapCacheBuilder;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.mem0j.cache.LocalCache;
import io.github.mem0j.layer.MemoryStack;
import io.github.mem0j.model.Embedding;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.SearchRequest;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.redisson.Redisson;
import org.redisson.api.RLocalCachedMap;
import org.redisson.api.RedissonClient;
import org.redisson.api.options.LocalCachedMapOptions;
import org.redisson.client.codec.StringCodec;
import org.redisson.codec.CompositeCodec;
import org.redisson.codec.Kryo5Codec;
import org.redisson.config.Config;
import org.springframework.cache.caffeine.CaffeineCacheManager;
import org.springframework.cache.interceptor.SimpleKey;

/** A search whose answer is in the heap. */
final class LocalHit extends Contest {
    static final String SAME = "same instance";
    static final String FRESH = "fresh instance";
    private static final String OURS = "mem0j LocalCache";
    private static final String BARE = "bare Caffeine";
    private static final String JETCACHE = "JetCache, default";
    private static final String JETCACHE_BEST = "JetCache, best";
    private static final String SPRING = "Spring Cache on Caffeine";
    private static final String REDISSON = "Redisson local cached map, default";
    private static final String REDISSON_BEST = "Redisson local cached map, best";

    @Override
    public String name() {
        return "l1-hit";
    }

    @Override
    public String title() {
        return "A search answered in the heap (L1 hit)";
    }

    @Override
    public String how() {
        return "The same search of 10 hits by a 384-d embedding, once with one `Embedding` for all calls, once with a fresh"
                + " equal one for each, as an embedder returns them (making it is part of the call). A vector of its own"
                + " takes 1,552 bytes of heap: a fresh one must take that much and should take no second.";
    }

    @Override
    List<String> scenarios(Scale scale) {
        return scale == Scale.SMOKE ? List.of(FRESH) : List.of(SAME, FRESH);
    }

    @Override
    List<Contender> contenders(String scenario) {
        return List.of(
                Contender.floor(BARE, "`getIfPresent` keyed by the request, a record; 1,000 entries, no statistics"),
                Contender.ours(OURS, "`LocalCache.builder().singleJvm()`, otherwise as it comes: 256 MB, 5 minutes"),
                Contender.peer(JETCACHE, "`LinkedHashMapCacheBuilder`, its default local cache, no key convertor"),
                Contender.peer(JETCACHE_BEST, "`CaffeineCacheBuilder`, no key convertor"),
                Contender.peer(
                        SPRING, "`CaffeineCacheManager` as it comes, asked by a `SimpleKey` as `@Cacheable` makes"),
                Contender.peer(REDISSON, "as it comes: Kryo5, a plain object as key"),
                Contender.peer(
                        REDISSON_BEST,
                        "strings as keys (SHA-256 of the embedding), `useObjectAsCacheKey`: nothing is encoded"));
    }

    @Override
    void prepare(Scale scale) {
        Object unused = Servers.redis();
    }

    @Override
    Work open(String scenario, String contender) {
        CachedSearch cached = new CachedSearch();
        Embedding one = cached.fresh();
        Supplier<Embedding> embedding = scenario.equals(SAME) ? () -> one : cached::fresh;
        SearchRequest same = CachedSearch.request(one);
        Supplier<SearchRequest> request =
                scenario.equals(SAME) ? () -> same : () -> CachedSearch.request(cached.fresh());
        return switch (contender) {
            case BARE -> {
                Cache<SearchRequest, Object> cache =
                        Caffeine.newBuilder().maximumSize(1_000).build();
                cache.put(same, cached.answer());
                yield hit(() -> cache.getIfPresent(request.get()));
            }
            case OURS -> {
                MemoryStore store = MemoryStack.over(cached.store)
                        .layer(LocalCache.builder().singleJvm().build())
                        .build();
                yield hit(() -> store.search(request.get()));
            }
            case JETCACHE, JETCACHE_BEST -> {
                com.alicp.jetcache.Cache<SearchRequest, Object> cache = contender.equals(JETCACHE)
                        ? LinkedHashMapCacheBuilder.createLinkedHashMapCacheBuilder()
                                .limit(1_000)
                                .expireAfterWrite(1, TimeUnit.HOURS)
                                .buildCache()
                        : CaffeineCacheBuilder.createCaffeineCacheBuilder()
                                .limit(1_000)
                                .expireAfterWrite(1, TimeUnit.HOURS)
                                .buildCache();
                cache.put(same, cached.answer());
                yield hit(() -> cache.get(request.get()));
            }
            case SPRING -> {
                org.springframework.cache.Cache cache = new CaffeineCacheManager("searches").getCache("searches");
                if (cache == null) {
                    throw new IllegalStateException("Spring made no cache");
                }
                cache.put(new SimpleKey(CachedSearch.OWNER, one, Data.LIMIT), cached.answer());
                yield hit(() -> {
                    var value = cache.get(new SimpleKey(CachedSearch.OWNER, embedding.get(), Data.LIMIT));
                    return value == null ? null : value.get();
                });
            }
            case REDISSON ->
                redisson(
                        LocalCachedMapOptions.<PlainKey, Object>name("default"),
                        each -> new PlainKey(CachedSearch.OWNER.user(), each.toArray(), Data.LIMIT),
                        cached,
                        embedding);
            case REDISSON_BEST ->
                redisson(
                        LocalCachedMapOptions.<String, Object>name("best")
                                .codec(new CompositeCodec(StringCodec.INSTANCE, new Kryo5Codec()))
                                .cacheSize(1_000)
                                .useObjectAsCacheKey(true)
                                .timeToLive(Duration.ofHours(1)),
                        CachedSearch::key,
                        cached,
                        embedding);
            default -> throw new IllegalArgumentException(contender);
        };
    }

    /** What Redisson's default codec can write; compared by its bytes. */
    static final class PlainKey {
        final String user;
        final float[] query;
        final int limit;

        PlainKey(String user, float[] query, int limit) {
            this.user = user;
            this.query = query;
            this.limit = limit;
        }
    }

    private static <K> Work redisson(
            LocalCachedMapOptions<K, Object> options,
            Function<Embedding, K> key,
            CachedSearch cached,
            Supplier<Embedding> embedding) {
        RedissonClient client = client();
        RLocalCachedMap<K, Object> map = client.getLocalCachedMap(options);
        map.put(key.apply(cached.fresh()), PlainHit.of(cached.answer()));
        return Work.of(hit(() -> map.get(key.apply(embedding.get())))::call, map::destroy, client::shutdown);
    }

    static RedissonClient client() {
        Config config = new Config();
        config.useSingleServer().setAddress(Servers.redis().uri().toString());
        return Redisson.create(config);
    }

    /** Seen to be one first. */
    private static Work hit(Supplier<@Nullable Object> call) {
        Object found = call.get();
        int size = found instanceof io.github.mem0j.store.SearchResult result
                ? result.hits().size()
                : found instanceof Collection<?> hits ? hits.size() : 0;
        if (size != Data.LIMIT) {
            throw new IllegalStateException("not what was put there");
        }
        return () -> {
            Object value = call.get();
            if (value == null) {
                throw new IllegalStateException("no hit");
            }
            return value;
        };
    }

    @Override
    public List<Goal> goals() {
        return List.of(
                Goal.atMost(1, "µs", "L1 hit of a 384-d search, same instance, p50", all -> all.value(SAME, OURS)),
                Goal.atMost(5, "µs", "L1 hit of a 384-d search, fresh instance, p50", all -> all.value(FRESH, OURS)),
                Goal.atMost(
                        2_500,
                        "B",
                        "L1 hit, fresh instance: no second vector of 1,552 B beside the caller's own",
                        all -> all.bytes(FRESH, OURS)),
                Goal.atMost(
                        1_000, "B", "L1 hit, same instance: no vector-sized allocation", all -> all.bytes(SAME, OURS)));
    }
}
