package io.github.mem0j.cache;

import io.github.mem0j.store.StoreUnavailableException;
import java.nio.charset.StandardCharsets;
import redis.clients.jedis.ScanIteration;

/** Removes what Redis holds of all owners. */
final class RedisSweep {
    private static final int BATCH = 1_000;

    private RedisSweep() {}

    /**
     * Removes entries and generations, and tells all JVMs. An answer on its way into Redis names a token that is gone by
     * then, or was loaded after the sweep began.
     */
    static void everything(RedisLink link, RedisKeys keys, RedisFeed feed) {
        try {
            link.call(redis -> {
                ScanIteration all = redis.scanIteration(BATCH, keys.allOwners());
                while (!all.isIterationCompleted()) {
                    for (String key : all.nextBatchList()) {
                        if (!RedisKeys.isWriters(key)) {
                            // One by one: in a cluster, the keys of a batch are on several nodes.
                            redis.unlink(key.getBytes(StandardCharsets.UTF_8));
                        }
                    }
                }
                return redis.publish(keys.endsChannel(), feed.message(new Owner(new byte[32]), RedisFeed.EVERYTHING));
            });
        } catch (RedisDownException e) {
            throw StoreUnavailableException.notApplied(
                    "Redis could not be told to forget everything; entries there may be from before: call"
                            + " invalidateAll() again when it answers",
                    e);
        }
    }
}
