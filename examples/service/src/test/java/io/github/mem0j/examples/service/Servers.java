package io.github.mem0j.examples.service;

import io.github.mem0j.services.OwnPostgres;
import io.github.mem0j.services.OwnRedis;

/** Where a test's own servers are, as the service wants it said. */
final class Servers {
    private Servers() {}

    static Settings settings(OwnPostgres postgres, OwnRedis redis) {
        return Settings.local(
                postgres.jdbcUrl() + "?user=" + postgres.user() + "&password=" + postgres.password(), redis.uri());
    }
}
