package io.github.mem0j.drills;

import io.github.mem0j.services.TcpProxy;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** What networks do on the way to both servers. */
final class Network implements Drill {
    private static final int DROP_ONE_IN = 100;

    @Override
    public String name() {
        return "network";
    }

    @Override
    public String load() {
        return "2 JVMs, 8 threads, 20 % writes, PostgreSQL and Redis behind proxies";
    }

    @Override
    public String faults() {
        return "half-open sockets (nothing passes); answers lost; 200 ms more for each round trip; one connection dropped for"
                + " every 100 calls";
    }

    @Override
    public DrillRow run(DrillRun run) throws Exception {
        var postgres = run.servers.postgres().get();
        var redis = run.servers.redis().get();
        String name = run.newName(this);
        Duration time = run.millis(400, 10_000);
        Duration outage = run.millis(1_200, 10_000);
        // Whose way to Redis is cut writes on, and tells it later: so long may others answer from before (README,
        // docs/cache-protocol.md).
        Duration bound = outage.plus(Oracle.OTHER_JVM);
        try (TcpProxy toPostgres = TcpProxy.to(postgres.host(), postgres.port());
                TcpProxy toRedis = TcpProxy.to(redis.host(), redis.port());
                Exercise exercise = new Exercise(run, this, bound)) {
            exercise.open(() -> new Stack.Settings(name, postgres.through(toPostgres), redis.through(toRedis))
                            .breakerOpen(run.millis(200, 1_000)))
                    .work(8);
            Runnable heal = () -> {
                toPostgres.heal();
                toRedis.heal();
            };
            exercise.fault("half-open", () -> {
                toPostgres.stall();
                toRedis.stall();
            });
            Pauses.lasting(outage);
            exercise.healed("healed", heal);
            exercise.fault("answers lost", () -> {
                toPostgres.dropReplies();
                toRedis.dropReplies();
            });
            Pauses.lasting(outage);
            exercise.healed("healed", heal);
            exercise.fault("200 ms more", () -> {
                toPostgres.delay(Duration.ofMillis(200));
                toRedis.delay(Duration.ofMillis(200));
            });
            Pauses.lasting(time);
            exercise.healed("healed", heal);
            exercise.fault("1 % dropped", () -> {});
            long end = System.nanoTime() + time.toNanos();
            long dropped = exercise.tally.all();
            while (System.nanoTime() < end) {
                for (; dropped + DROP_ONE_IN <= exercise.tally.all(); dropped += DROP_ONE_IN) {
                    toPostgres.dropOne();
                    toRedis.dropOne();
                }
                TimeUnit.MILLISECONDS.sleep(2);
            }
            exercise.healed("healed", () -> {});
            return exercise.end(() -> run.settings(name).bare())
                    .withNote(
                            "writes made while the way to Redis was cut are told to it afterwards: until then the other JVM may"
                                    + " answer from before them, here for as long as the way was cut and 4 s more at most; a write with"
                                    + " both servers hanging takes its deadline and Redis' two time-outs");
        }
    }
}
