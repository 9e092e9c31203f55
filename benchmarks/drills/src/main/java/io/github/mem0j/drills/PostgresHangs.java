package io.github.mem0j.drills;

import io.github.mem0j.services.OwnPostgres;
import java.time.Duration;

/** PostgreSQL is stopped in its tracks: what was under way may be committed long after its caller has given up. */
final class PostgresHangs implements Drill {
    @Override
    public String name() {
        return "postgres-hang";
    }

    @Override
    public String load() {
        return "2 JVMs, 16 threads, 40 % writes; default breaker (open for 30 s) in the full form";
    }

    @Override
    public String faults() {
        return "SIGSTOP to PostgreSQL and all its processes for 30 s, writes in flight";
    }

    @Override
    public DrillRow run(DrillRun run) throws Exception {
        OwnPostgres server = run.servers.postgres();
        String name = run.newName(this);
        try (Exercise exercise = new Exercise(run, this).writing(40)) {
            exercise.open(() -> run.settings(name).breakerOpen(run.millis(500, 30_000)))
                    .work(16);
            exercise.fault("SIGSTOP", server::pause);
            Pauses.lasting(run.choose(Duration.ofSeconds(2), Duration.ofSeconds(30)));
            exercise.healed("SIGCONT", server::resume);
            return exercise.end(() -> run.settings(name).bare());
        }
    }
}
