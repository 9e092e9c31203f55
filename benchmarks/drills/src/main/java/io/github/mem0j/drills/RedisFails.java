package io.github.mem0j.drills;

import io.github.mem0j.cache.WithoutTokens;
import io.github.mem0j.services.OwnRedis;
import io.github.mem0j.services.RedisAddress;
import io.github.mem0j.services.TcpProxy;
import java.time.Duration;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.UnifiedJedis;

/** All that may become of the shared cache. */
final class RedisFails implements Drill {
    @Override
    public String name() {
        return "redis-fails";
    }

    @Override
    public String load() {
        return "2 JVMs, 8 threads, 20 % writes";
    }

    @Override
    public String faults() {
        return "Redis killed; stopped (SIGSTOP); FLUSHALL; killed and back with an old snapshot; killed and a replica promoted"
                + " at the same address";
    }

    @Override
    public DrillRow run(DrillRun run) throws Exception {
        DrillRow mistake = flushed(run);
        return failing(run)
                .withNote(
                        "nothing fails: answers come from PostgreSQL, so recovery is what local caches need to be on again")
                .withMistake("no token check", mistake);
    }

    private DrillRow failing(DrillRun run) throws Exception {
        OwnRedis redis = run.servers.redis();
        String name = run.newName(this);
        Duration outage = run.millis(300, 8_000);
        try (TcpProxy door = TcpProxy.to(redis.host(), redis.port());
                OwnRedis replica = OwnRedis.start();
                Exercise exercise = new Exercise(run, this)) {
            RedisAddress moving = redis.get().through(door);
            exercise.open(() -> run.settings(name).client(() -> Clients.redis(moving)))
                    .work(8);
            exercise.fault("kill -9", redis::kill);
            Pauses.lasting(outage);
            exercise.healed("restarted, empty", redis::restart);
            exercise.fault("SIGSTOP", redis::pause);
            Pauses.lasting(outage);
            exercise.healed("SIGCONT", redis::resume);
            exercise.fault("FLUSHALL", () -> redis.command("FLUSHALL"));
            Pauses.lasting(outage);
            redis.save();
            Pauses.lasting(outage);
            exercise.fault("kill -9", redis::kill);
            exercise.healed("back with an old snapshot", redis::restart);
            Pauses.lasting(outage);
            replica.command("REPLICAOF", redis.host(), Integer.toString(redis.port()));
            Pauses.require(
                    "replication",
                    Duration.ofSeconds(20),
                    () -> String.valueOf(replica.command("INFO", "replication")).contains("master_link_status:up"));
            exercise.fault("primary killed", redis::kill);
            Pauses.lasting(outage);
            exercise.healed("replica promoted", () -> {
                replica.command("REPLICAOF", "NO", "ONE");
                door.forwardTo(replica.host(), replica.port());
            });
            Pauses.lasting(outage);
            redis.restart();
            return exercise.end(() -> run.settings(name).bare(), run.servers.postgres(), replica);
        }
    }

    private DrillRow flushed(DrillRun run) throws Exception {
        OwnRedis redis = run.servers.redis();
        String name = run.newName(this);
        try (Exercise exercise = new Exercise(run, this)) {
            exercise.open(() -> run.settings(name).client(() -> withoutTokens(redis.get())))
                    .work(8);
            exercise.fault("FLUSHALL", () -> redis.command("FLUSHALL"));
            Pauses.lasting(Duration.ofMillis(300));
            return exercise.end(() -> run.settings(name).bare());
        }
    }

    private static UnifiedJedis withoutTokens(RedisAddress address) {
        return new WithoutTokens(
                new HostAndPort(address.host(), address.port()), Clients.config(address.password()), Clients.pool());
    }
}
