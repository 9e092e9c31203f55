package io.github.mem0j.cache;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.providers.PooledConnectionProvider;

/** A mistake: every entry seems to have been stored under its owner's present token. */
public final class WithoutTokens extends UnifiedJedis {
    private static final int TOKEN_LENGTH = 16;

    @SuppressWarnings("deprecation") // by Jedis 8, for builders that cannot be extended
    public WithoutTokens(HostAndPort address, JedisClientConfig config, ConnectionPoolConfig pool) {
        super(
                new PooledConnectionProvider(address, config, pool),
                1,
                Duration.ofMillis(config.getSocketTimeoutMillis()));
    }

    @Override
    public List<byte[]> mget(byte[]... keys) {
        List<byte[]> seen = new ArrayList<>(super.mget(keys));
        byte[] generations = seen.get(0);
        byte[] entry = seen.get(1);
        if (generations != null && entry != null && entry.length > EntryCodec.HEADER_LENGTH) {
            ByteBuffer changed = ByteBuffer.wrap(entry.clone());
            int generation = changed.get(EntryCodec.GENERATION_OFFSET);
            changed.put(EntryCodec.TOKEN_OFFSET, generations, TOKEN_LENGTH * generation, TOKEN_LENGTH);
            seen.set(1, OtherSchemas.withChecksum(changed.array()));
        }
        return seen;
    }
}
