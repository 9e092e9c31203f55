package io.github.mem0j.cache;

import io.github.mem0j.services.RedisAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32C;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;
import redis.clients.jedis.BinaryJedisPubSub;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.providers.PooledConnectionProvider;

/** A client whose subscriptions go another way than its commands, so that a test can break the one and not the other. */
final class SplitJedis extends UnifiedJedis {
    private final Semaphore maySubscribe = new Semaphore(1);
    private volatile UnifiedJedis listening;
    private volatile Forger forger = (entry, generations, incarnation) -> {};
    private volatile UnaryOperator<byte[]> renamed = key -> key;
    private volatile LongSupplier incarnation = () -> 0;

    /** Changes an entry on its way from Redis, as if its reader looked less closely. */
    interface Forger {
        void change(ByteBuffer entry, byte[] generations, long incarnation);
    }

    @SuppressWarnings("deprecation") // by Jedis 8, for the builders that 7.0 does not have
    SplitJedis(RedisAddress commands, RedisAddress messages, int timeoutMillis) {
        super(provider(commands, timeoutMillis), 1, Duration.ofMillis(timeoutMillis));
        listening = TestRedis.client(messages, timeoutMillis);
    }

    private static PooledConnectionProvider provider(RedisAddress address, int timeoutMillis) {
        GenericObjectPoolConfig<Connection> pool = new GenericObjectPoolConfig<>();
        pool.setMaxTotal(64);
        pool.setMaxIdle(64);
        return new PooledConnectionProvider(
                new HostAndPort(address.host(), address.port()),
                DefaultJedisClientConfig.builder()
                        .connectionTimeoutMillis(timeoutMillis)
                        .socketTimeoutMillis(timeoutMillis)
                        .blockingSocketTimeoutMillis(60_000)
                        .build(),
                pool);
    }

    void forge(Forger changes, LongSupplier server) {
        incarnation = server;
        forger = changes;
    }

    /** Asks for other keys. */
    void rename(UnaryOperator<byte[]> changes) {
        renamed = changes;
    }

    @Override
    public List<byte[]> mget(byte[]... keys) {
        byte[][] others = Arrays.stream(keys).map(renamed).toArray(byte[][]::new);
        List<byte[]> seen = new ArrayList<>(super.mget(others));
        byte[] generations = seen.get(0);
        byte[] entry = seen.get(1);
        if (generations != null && entry != null && entry.length > EntryCodec.HEADER_LENGTH) {
            ByteBuffer changed = ByteBuffer.wrap(entry.clone());
            forger.change(changed, generations, incarnation.getAsLong());
            if (!Arrays.equals(entry, changed.array())) {
                int end = entry.length - Integer.BYTES;
                CRC32C checksum = new CRC32C();
                checksum.update(changed.array(), 0, end);
                seen.set(1, changed.putInt(end, (int) checksum.getValue()).array());
            }
        }
        return seen;
    }

    /** New subscriptions go this way from now on. */
    void listenAt(RedisAddress messages) {
        listening = TestRedis.client(messages, 5_000);
    }

    /** New subscriptions wait, until told to go on. */
    void holdSubscriptions() {
        maySubscribe.acquireUninterruptibly();
    }

    void letSubscribe() {
        maySubscribe.release();
    }

    @Override
    public void subscribe(BinaryJedisPubSub hearing, byte[]... channels) {
        maySubscribe.acquireUninterruptibly();
        maySubscribe.release();
        listening.subscribe(hearing, channels);
    }

    @Override
    public void close() {
        listening.close();
        super.close();
    }
}
