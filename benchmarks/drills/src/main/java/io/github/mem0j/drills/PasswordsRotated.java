package io.github.mem0j.drills;

import io.github.mem0j.pgvector.Credentials;
import io.github.mem0j.services.OwnPostgres;
import io.github.mem0j.services.OwnRedis;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.DefaultRedisCredentials;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.UnifiedJedis;

/** Passwords are changed and connections ended, while the stack is told of the new ones. */
final class PasswordsRotated implements Drill {
    private static final String FIRST = "the-first";

    private volatile String password = FIRST;

    @Override
    public String name() {
        return "passwords-rotated";
    }

    @Override
    public String load() {
        return "2 JVMs, 8 threads, 30 % writes, passwords asked for at each new connection; breaker opens for 0.3 s in the short form";
    }

    @Override
    public String faults() {
        return "the passwords of PostgreSQL, Redis and (in the full form) Neo4j changed, all connections ended";
    }

    @Override
    public DrillRow run(DrillRun run) throws Exception {
        OwnPostgres server = run.servers.postgres();
        String name = run.newName(this);
        String role = name + "_role";
        StandbyPromoted.ask(server, "CREATE ROLE " + role + " SUPERUSER LOGIN PASSWORD '" + FIRST + "'");
        password = FIRST;
        try (OwnRedis redis = OwnRedis.options().start();
                GuardedNeo4j neo4j = run.isFull() ? GuardedNeo4j.start(FIRST) : null;
                Exercise exercise = new Exercise(run, this).writing(30)) {
            redis.command("ACL", "SETUSER", "drill", "on", ">" + FIRST, "~*", "&*", "+@all");
            exercise.open(() -> {
                        Stack.Settings settings = run.settings(name)
                                .credentials(() -> new Credentials(role, password))
                                .client(() -> client(redis))
                                .breakerOpen(run.millis(300, 1_000));
                        return neo4j == null
                                ? settings
                                : Companions.add(settings, () -> neo4j.store(name, () -> password));
                    })
                    .work(8);
            for (int i = 0; i < run.choose(1, 5); i++) {
                String next = "the-next-" + i;
                String old = password;
                exercise.fault("passwords changed", () -> {
                    StandbyPromoted.ask(server, "ALTER ROLE " + role + " PASSWORD '" + next + "'");
                    redis.command("ACL", "SETUSER", "drill", ">" + next, "<" + old);
                    StandbyPromoted.ask(
                            server,
                            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE usename = '" + role
                                    + "'");
                    redis.command("CLIENT", "KILL", "USER", "drill");
                    if (neo4j != null) {
                        neo4j.change(next);
                    }
                });
                Pauses.lasting(run.millis(200, 3_000));
                exercise.healed("the stack is told", () -> password = next);
            }
            if (neo4j != null) {
                Companions.compare(exercise, run.settings(name), () -> neo4j.store(name, () -> password));
            }
            DrillRow row = exercise.end(() -> run.settings(name).bare(), server, redis);
            return row;
        }
    }

    private UnifiedJedis client(OwnRedis redis) {
        return RedisClient.builder()
                .hostAndPort(new HostAndPort(redis.host(), redis.port()))
                .clientConfig(DefaultJedisClientConfig.builder()
                        .connectionTimeoutMillis(Clients.TIMEOUT_MILLIS)
                        .socketTimeoutMillis(Clients.TIMEOUT_MILLIS)
                        .blockingSocketTimeoutMillis(5_000)
                        .credentialsProvider(() -> new DefaultRedisCredentials("drill", password))
                        .build())
                .poolConfig(Clients.pool())
                .build();
    }
}
