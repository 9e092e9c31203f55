package io.github.mem0j.cache;

import io.github.mem0j.layer.Guard;
import io.github.mem0j.layer.LayerKind;
import io.github.mem0j.layer.MemoryLayer;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.Operation;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.UnifiedJedis;

/**
 * A cache in Redis that all JVMs share, in front of a store, and the channel by which their {@link LocalCache}s hear of
 * each other's writes. An answer is stored with a token of what it depends on; each write renews the token before and
 * after it changes the store, so no answer from before a write is ever shown after it, however late it is stored.
 *
 * <pre>{@code
 * UnifiedJedis redis = RedisClient.builder() // or JedisPooled, before Jedis 7.2
 *         .hostAndPort("localhost", 6379)
 *         .clientConfig(DefaultJedisClientConfig.builder()
 *                 .connectionTimeoutMillis(100).socketTimeoutMillis(100).blockingSocketTimeoutMillis(5_000).build())
 *         .build();
 * MemoryStack.over(store).layer(RedisCache.using(redis)).layer(LocalCache.defaults()).build();
 * }</pre>
 *
 * <p><b>The client</b> is the host's, with its addresses, TLS and credentials, and stays the host's to close, after the
 * stack. Its time-outs bound what an outage costs, and 100 ms are plenty: a call under way waits for two of them at most
 * (Jedis 8 opens another connection in place of a broken one), those after it for none. One of its connections listens for
 * as long as the cache lives; {@code blockingSocketTimeoutMillis} of 5 seconds lets it notice a connection whose other end
 * is gone. Any Jedis from 7.0 on will do, and Redis or Valkey from 6.2 on. For Redis Cluster use a cluster client of Jedis;
 * local caches above stay off there.
 *
 * <p><b>An outage of Redis</b> is no error: answers come from the store below and say
 * {@link io.github.mem0j.store.Degradation#CACHE_UNAVAILABLE}; writes go through. What Redis missed it is told before it
 * is read again. While a JVM cannot reach Redis, others may answer from before its writes, until it can, and no longer
 * than an answer is fresh.
 *
 * <p><b>An outage of the store</b> is bridged for reads by what is in Redis, if Redis confirms that no write came since:
 * marked {@link io.github.mem0j.store.Degradation#STALE}, for {@link Builder#staleIfError} at most.
 *
 * <p><b>What Redis holds</b>: names that are digests, and answers as msgpack, encrypted if you
 * {@linkplain Builder#encryption say so}. It is gone 15 minutes after its load, and at once when its owner is
 * erased. Give each store its own {@linkplain Builder#namespace namespace}.
 *
 * <p>Settings are immutable; the layer is thread-safe.
 */
public final class RedisCache implements MemoryLayer {
    final UnifiedJedis redis;
    final String namespace;
    final byte @Nullable [] secret;
    final @Nullable PayloadCipher cipher;
    final CachePolicy policy;
    final Set<Operation> operations;
    final int maxEntryBytes;
    final int maxPending;
    final Duration unknownFor;
    final Guard guard;
    final Clock clock;
    final @Nullable CacheListener listener;
    final LongSupplier nanoTime;
    final DoubleSupplier random;
    final Probe probe;
    final RedisScripts scripts;
    final @Nullable String consumer;
    final boolean keeps;
    final boolean fillsInBackground;
    final boolean endsInBackground;

    private RedisCache(Builder builder) {
        redis = builder.redis;
        namespace = builder.namespace;
        secret = builder.secret;
        cipher = builder.cipher;
        policy = new CachePolicy(builder.freshFor, builder.negativeFor, builder.staleIfError);
        operations = Set.copyOf(builder.operations);
        maxEntryBytes = builder.maxEntryBytes;
        maxPending = builder.maxPending;
        unknownFor = builder.unknownFor;
        guard = builder.guard;
        clock = builder.clock;
        listener = builder.listener;
        nanoTime = builder.nanoTime;
        random = builder.random;
        probe = builder.probe;
        scripts = builder.scripts;
        consumer = builder.consumer;
        keeps = builder.keeps;
        fillsInBackground = builder.fillsInBackground;
        endsInBackground = builder.endsInBackground;
    }

    /** The defaults, with this client. */
    public static RedisCache using(UnifiedJedis redis) {
        return builder(redis).build();
    }

    public static Builder builder(UnifiedJedis redis) {
        return new Builder(redis);
    }

    /** Looks for Redis at once; if it is down the layer begins without it. */
    @Override
    public MemoryStore over(MemoryStore inner) {
        return new RedisCacheStore(inner, this);
    }

    @Override
    public LayerKind kind() {
        return LayerKind.SHARED_CACHE;
    }

    /** Not thread-safe; what it builds is. */
    public static final class Builder {
        private final UnifiedJedis redis;
        private String namespace = "mem0";
        private byte @Nullable [] secret;
        private @Nullable PayloadCipher cipher;
        private Duration freshFor = CachePolicy.DEFAULT.freshFor();
        private Duration negativeFor = CachePolicy.DEFAULT.negativeFor();
        private Duration staleIfError = CachePolicy.DEFAULT.staleIfError();
        private Set<Operation> operations =
                EnumSet.of(Operation.GET, Operation.SEARCH, Operation.LIST, Operation.RELATED);
        private int maxEntryBytes = 1 << 20;
        private int maxPending = 100_000;
        private Duration unknownFor = Duration.ofSeconds(60);
        private Guard guard = Guard.NONE;
        private Clock clock = Clock.systemUTC();
        private @Nullable CacheListener listener;
        private LongSupplier nanoTime = System::nanoTime;
        private DoubleSupplier random = () -> ThreadLocalRandom.current().nextDouble();
        private Probe probe = Probe.NONE;
        private RedisScripts scripts = new RedisScripts();
        private @Nullable String consumer;
        private boolean keeps = true;
        private boolean fillsInBackground = true;
        private boolean endsInBackground = true;

        private Builder(UnifiedJedis redis) {
            this.redis = Objects.requireNonNull(redis, "redis");
        }

        /** What all keys begin with; {@code mem0} by default. Stores that share a Redis need one each. */
        public Builder namespace(String namespace) {
            this.namespace = namespace;
            return this;
        }

        /**
         * A secret for the digests in key names, at least 16 bytes: without it, nobody who sees the names can try user ids
         * against them. All JVMs need the same. None by default.
         */
        public Builder secret(byte[] secret) {
            this.secret = secret.clone();
            return this;
        }

        /** Encrypts the answers in Redis by AES-GCM with this 128- or 256-bit key. All JVMs need the same. None by default. */
        public Builder encryption(SecretKey key) {
            cipher = new PayloadCipher(key);
            return this;
        }

        /** How long an answer is fresh, from the start of its load; 300 seconds by default, shortened by up to a tenth. */
        public Builder freshFor(Duration duration) {
            freshFor = duration;
            return this;
        }

        /** The same for answers that found nothing, or not all; 10 seconds by default. */
        public Builder negativeFor(Duration duration) {
            negativeFor = duration;
            return this;
        }

        /** How much longer an answer is kept to stand in while the store is unavailable; 10 minutes by default. */
        public Builder staleIfError(Duration duration) {
            staleIfError = duration;
            return this;
        }

        /**
         * Which reads are stored in Redis; all four by default. Each costs a look there, and storing another round trip,
         * so leave out what is hardly ever asked twice. Writes end all that they must in any case.
         */
        public Builder operations(Operation... reads) {
            operations = Set.copyOf(Arrays.asList(reads));
            return this;
        }

        /** What is larger is not stored; 1 MiB by default. */
        public Builder maxEntryBytes(int bytes) {
            maxEntryBytes = bytes;
            return this;
        }

        /**
         * How many owners' writes are remembered while Redis is down; 100,000 by default. Past it this JVM does not read
         * from Redis until everything there is too old to be shown.
         */
        public Builder maxPending(int owners) {
            maxPending = owners;
            return this;
        }

        /**
         * How long after a write whose outcome is unknown nothing that it may change is kept; 60 seconds by default. Should
         * be longer than the backend may go on with what its client gave up.
         */
        public Builder unknownFor(Duration duration) {
            unknownFor = duration;
            return this;
        }

        /** What is around every call to Redis, such as a circuit breaker; {@link Guard#NONE} by default. */
        public Builder guard(Guard guard) {
            this.guard = Objects.requireNonNull(guard, "guard");
            return this;
        }

        /** The clock of the store below, by which memories expire; the system's by default. */
        public Builder clock(Clock clock) {
            this.clock = Objects.requireNonNull(clock, "clock");
            return this;
        }

        /** Told of all that is counted; none by default. */
        public Builder listener(CacheListener listener) {
            this.listener = listener;
            return this;
        }

        /**
         * Also ends what is cached of whoever is in the store's {@link io.github.mem0j.feed.ChangeFeed} for this consumer,
         * which all JVMs share: so it ends even if the JVM that wrote died while Redis was down, or wrote past the caches. As
         * each write is in the feed, each ends what was cached since, once more, when the feed has come to it. Name the
         * consumer on the backend too. None by default.
         */
        public Builder changeFeed(String consumer) {
            this.consumer = Objects.requireNonNull(consumer, "consumer");
            return this;
        }

        Builder nanoTime(LongSupplier nanoTime) {
            this.nanoTime = nanoTime;
            return this;
        }

        Builder random(DoubleSupplier random) {
            this.random = random;
            return this;
        }

        Builder probe(Probe probe) {
            this.probe = probe;
            return this;
        }

        Builder scripts(RedisScripts scripts) {
            this.scripts = scripts;
            return this;
        }

        /** The keeper takes no step of its own but the first. */
        Builder keptByHand() {
            keeps = false;
            return this;
        }

        /** Whether readers have their answers before these are stored. */
        Builder fillsInBackground(boolean yes) {
            fillsInBackground = yes;
            return this;
        }

        /** Whether writes return before Redis is told that they are over. */
        Builder endsInBackground(boolean yes) {
            endsInBackground = yes;
            return this;
        }

        /**
         * The settings.
         *
         * @throws IllegalArgumentException naming the one that cannot be
         */
        public RedisCache build() {
            RedisKeys.check(namespace, secret);
            check(operations.stream().noneMatch(Operation::isWrite), "operations must be reads: " + operations);
            check(maxEntryBytes > 0, "maxEntryBytes must be positive, but is " + maxEntryBytes);
            check(maxPending > 0, "maxPending must be positive, but is " + maxPending);
            check(!unknownFor.isNegative(), "unknownFor must not be negative, but is " + unknownFor);
            return new RedisCache(this);
        }

        private static void check(boolean holds, String otherwise) {
            if (!holds) {
                throw new IllegalArgumentException(otherwise);
            }
        }
    }
}
