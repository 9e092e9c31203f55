package io.github.mem0j.cache;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.zip.CRC32C;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.providers.PooledConnectionProvider;

/** What a JVM of another version would leave: half of the entries that are read are of the next schema. */
public final class OtherSchemas extends UnifiedJedis {
    /** Behind the header comes the head of an array, then the schema's number. */
    private static final int SCHEMA_OFFSET = EntryCodec.HEADER_LENGTH + 1;

    @SuppressWarnings("deprecation") // by Jedis 8, for builders that cannot be extended
    public OtherSchemas(HostAndPort address, JedisClientConfig config, ConnectionPoolConfig pool) {
        super(
                new PooledConnectionProvider(address, config, pool),
                1,
                Duration.ofMillis(config.getSocketTimeoutMillis()));
    }

    @Override
    public List<byte[]> mget(byte[]... keys) {
        List<byte[]> seen = new ArrayList<>(super.mget(keys));
        byte[] entry = seen.get(1);
        if (entry != null
                && entry.length > SCHEMA_OFFSET
                && ThreadLocalRandom.current().nextBoolean()) {
            byte[] changed = entry.clone();
            changed[SCHEMA_OFFSET]++;
            seen.set(1, withChecksum(changed));
        }
        return seen;
    }

    /** With the checksum that it must have, which is its last four bytes. */
    static byte[] withChecksum(byte[] entry) {
        int end = entry.length - Integer.BYTES;
        CRC32C checksum = new CRC32C();
        checksum.update(entry, 0, end);
        return ByteBuffer.wrap(entry).putInt(end, (int) checksum.getValue()).array();
    }
}
