package io.github.mem0j.drills;

import io.github.mem0j.services.OwnPostgres;
import java.time.Duration;

/** PostgreSQL is killed again and again while everybody writes. */
final class PostgresKilled implements Drill {
    private static final int WORKERS = 8;

    @Override
    public String name() {
        return "postgres-kill";
    }

    @Override
    public String load() {
        return "2 JVMs, 8 threads, 60 % writes; breaker opens for 0.3 s";
    }

    @Override
    public String faults() {
        return "PostgreSQL (fsync on) killed by SIGKILL under write load, 20 times";
    }

    @Override
    public DrillRow run(DrillRun run) throws Exception {
        DrillRow row = killing(run, run.choose(2, 20), "");
        DrillRow mistake = killing(run, 1, "?options=-c%20synchronous_commit=off");
        return row.withNote("killed " + run.choose(2, 20) + " times")
                .withMistake("acknowledging before the commit is on disk (synchronous_commit off)", mistake);
    }

    private DrillRow killing(DrillRun run, int times, String options) throws Exception {
        OwnPostgres server = run.servers.postgres();
        String name = run.newName(this);
        String url = server.jdbcUrl() + options;
        try (Exercise exercise = new Exercise(run, this).writing(60)) {
            exercise.open(() -> run.settings(name).jdbcUrl(url).breakerOpen(Duration.ofMillis(300)))
                    .work(WORKERS);
            for (int i = 0; i < times; i++) {
                exercise.fault("kill -9", server::kill);
                Pauses.lasting(run.millis(200, 1_000));
                exercise.healed("restarted", server::restart);
            }
            return exercise.end(() -> run.settings(name).bare());
        }
    }
}
