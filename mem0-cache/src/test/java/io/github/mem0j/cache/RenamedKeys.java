package io.github.mem0j.cache;

import java.nio.charset.StandardCharsets;
import java.util.List;
import redis.clients.jedis.UnifiedJedis;

/** The scripts of a version that has other names for some keys. */
final class RenamedKeys extends RedisScripts {
    private final String part;
    private final String otherwise;

    /** @param part of the names of entries, or empty for all keys of owners */
    RenamedKeys(String part, String otherwise) {
        this.part = part;
        this.otherwise = otherwise;
    }

    @Override
    Object run(UnifiedJedis redis, Step step, List<byte[]> keys, List<byte[]> arguments) {
        return super.run(
                redis,
                step,
                keys.stream().map(key -> rename(key, part, otherwise)).toList(),
                arguments);
    }

    static byte[] rename(byte[] key, String part, String otherwise) {
        String name = new String(key, StandardCharsets.UTF_8);
        String other = part.isEmpty() ? otherwise + name : name.replace("}:" + part, "}:" + otherwise);
        return other.getBytes(StandardCharsets.UTF_8);
    }
}
