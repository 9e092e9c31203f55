package io.github.mem0j.drills;

import io.github.mem0j.services.OwnPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** PostgreSQL has no room for more. */
final class FullDisk implements Drill {
    private static final int MEGABYTES = 24;

    @Override
    public String name() {
        return "full-disk";
    }

    @Override
    public String load() {
        return "2 JVMs, 8 threads, 40 % writes; tables on a tmpfs of 24 MB";
    }

    @Override
    public String faults() {
        return "the disk of PostgreSQL's tables is filled to its last page, then given back";
    }

    @Override
    public DrillRow run(DrillRun run) throws Exception {
        String name = run.newName(this);
        try (OwnPostgres server = OwnPostgres.options().withDiskOf(MEGABYTES).start();
                Exercise exercise = new Exercise(run, this).writing(40)) {
            exercise.open(() -> settings(run, name, server)).work(8);
            try (Connection outsider = server.get().connect();
                    Statement statement = outsider.createStatement()) {
                PoolExhausted.execute(statement, "CREATE TABLE filler (filling text STORAGE PLAIN)");
                exercise.fault("disk full", () -> fill(statement));
                long end = System.nanoTime() + run.millis(700, 15_000).toNanos();
                while (System.nanoTime() < end) {
                    fill(statement);
                    Pauses.lasting(run.millis(20, 20));
                }
                exercise.healed("room again", () -> {
                    PoolExhausted.execute(statement, "DROP TABLE filler");
                    PoolExhausted.execute(statement, "CHECKPOINT");
                });
            }
            return exercise.end(() -> settings(run, name, server).bare(), server, run.servers.redis());
        }
    }

    private static Stack.Settings settings(DrillRun run, String name, OwnPostgres server) {
        return new Stack.Settings(name, server.get(), run.servers.redis().get());
    }

    private static void fill(Statement statement) {
        try {
            while (true) {
                int unused = statement.executeUpdate(
                        "INSERT INTO filler SELECT repeat('x', 7000) FROM generate_series(1, 50)");
            }
        } catch (SQLException e) {
            if (!"53100".equals(e.getSQLState())) {
                throw new IllegalStateException(e);
            }
        }
        try {
            while (true) {
                int unused = statement.executeUpdate("INSERT INTO filler SELECT repeat('x', 7000)");
            }
        } catch (SQLException e) {
            if (!"53100".equals(e.getSQLState())) {
                throw new IllegalStateException(e);
            }
        }
    }
}
