package io.github.mem0j.examples.service;

import io.github.mem0j.services.OwnPostgres;
import io.github.mem0j.services.OwnRedis;
import java.util.Map;

/** A PostgreSQL and a Redis to stop and start, the same for all tests of a JVM; they end with it. */
final class Servers {
    static final OwnPostgres POSTGRES = OwnPostgres.start(Map.of());
    static final OwnRedis REDIS = OwnRedis.start();

    private Servers() {}

    /** Where they are, as the service wants it said. */
    static Settings settings() {
        return Settings.local(
                POSTGRES.jdbcUrl() + "?user=" + POSTGRES.user() + "&password=" + POSTGRES.password(),
                REDIS.uri(),
                null);
    }
}
