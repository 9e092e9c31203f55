package io.github.mem0j.drills;

import io.github.mem0j.services.OwnNeo4j;
import io.github.mem0j.services.OwnPostgres;
import io.github.mem0j.services.OwnRedis;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Servers that drills share, one drill at a time; each leaves them up. Not thread-safe. */
final class Servers implements AutoCloseable {
    private @Nullable OwnPostgres postgres;
    private @Nullable OwnRedis redis;
    private @Nullable OwnNeo4j neo4j;

    /** Keeps its promises: fsync is on. */
    OwnPostgres postgres() {
        if (postgres == null) {
            postgres = OwnPostgres.start(Map.of("max_connections", "60", "max_wal_senders", "4"));
        }
        return postgres;
    }

    OwnRedis redis() {
        if (redis == null) {
            redis = OwnRedis.start();
        }
        return redis;
    }

    OwnNeo4j neo4j() {
        if (neo4j == null) {
            neo4j = OwnNeo4j.start();
        }
        return neo4j;
    }

    @Override
    public void close() {
        if (neo4j != null) {
            neo4j.close();
        }
        if (postgres != null) {
            postgres.close();
        }
        if (redis != null) {
            redis.close();
        }
    }
}
