package io.github.mem0j.drills;

import io.github.mem0j.cache.CacheAdmin;
import io.github.mem0j.cache.CacheMetric;
import io.github.mem0j.cache.OtherSchemas;
import io.github.mem0j.services.RedisAddress;
import redis.clients.jedis.HostAndPort;

/** During a roll-out two versions share a namespace in Redis, each with entries that the other cannot read. */
final class SchemasSideBySide implements Drill {
    @Override
    public String name() {
        return "schemas-side-by-side";
    }

    @Override
    public String load() {
        return "2 JVMs, 8 threads, 15 % writes";
    }

    @Override
    public String faults() {
        return "every other entry that a JVM reads from Redis has the number of the next envelope schema";
    }

    @Override
    public DrillRow run(DrillRun run) throws Exception {
        String name = run.newName(this);
        RedisAddress redis = run.servers.redis().get();
        HostAndPort address = new HostAndPort(redis.host(), redis.port());
        try (Exercise exercise = new Exercise(run, this).writing(15)) {
            exercise.open(() -> run.settings(name)
                            .cacheBytes(1 << 16) // so that they ask Redis
                            .client(() -> new OtherSchemas(address, Clients.config(""), Clients.pool())))
                    .work(8);
            Pauses.lasting(run.millis(600, 20_000));
            exercise.healed("", () -> {});
            long others = exercise.stacks.stream()
                    .flatMap(stack -> CacheAdmin.of(stack.store).statistics().stream())
                    .filter(each -> each.level().equals("redis"))
                    .mapToLong(each -> each.get(CacheMetric.SCHEMA))
                    .sum();
            if (others == 0) {
                exercise.tally.wrongBeside("no entry of another schema was met");
            }
            return exercise.end(() -> run.settings(name).bare())
                    .withNote(others
                            + " entries of the other schema met and treated as absent; there is one schema so far, so the"
                            + " next is that one with another number");
        }
    }
}
