package io.github.mem0j.drills;

import io.github.mem0j.services.OwnPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** More callers than connections, all held up; then a server that has no connection left for anybody. */
final class PoolExhausted implements Drill {
    @Override
    public String name() {
        return "pool-exhausted";
    }

    @Override
    public String load() {
        return "2 JVMs, 32 threads on 2 × 8 connections, 30 % writes";
    }

    @Override
    public String faults() {
        return "an outsider locks the table, so that every connection waits; then one takes all connections of the server and"
                + " ends the stores'";
    }

    @Override
    public DrillRow run(DrillRun run) throws Exception {
        OwnPostgres server = run.servers.postgres();
        String name = run.newName(this);
        try (Exercise exercise = new Exercise(run, this).writing(30)) {
            exercise.open(() -> run.settings(name).breakerOpen(run.millis(300, 1_000)))
                    .work(32);
            lockTable(run, server, name, exercise);
            takeConnections(run, server, exercise);
            return exercise.end(() -> run.settings(name).bare());
        }
    }

    private static void lockTable(DrillRun run, OwnPostgres server, String schema, Exercise exercise)
            throws SQLException, InterruptedException {
        try (Connection outsider = server.get().connect();
                Statement statement = outsider.createStatement()) {
            outsider.setAutoCommit(false);
            exercise.fault("table locked", () -> execute(statement, "LOCK TABLE " + schema + ".memory"));
            Pauses.lasting(run.millis(1_200, 8_000));
            exercise.healed("lock released", () -> execute(statement, "ROLLBACK"));
        }
    }

    private static void takeConnections(DrillRun run, OwnPostgres server, Exercise exercise)
            throws InterruptedException, SQLException {
        List<Connection> taken = new ArrayList<>();
        try (Connection first = server.get().connect();
                Statement statement = first.createStatement()) {
            exercise.fault("no connections left", () -> take(server, taken, statement));
            Pauses.lasting(run.millis(800, 8_000));
            exercise.healed("connections given back", () -> taken.forEach(PoolExhausted::close));
        }
    }

    private static void take(OwnPostgres server, List<Connection> taken, Statement statement) {
        for (int i = 0; i < 20; i++) {
            execute(
                    statement,
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'mem0j'");
            try {
                while (true) {
                    taken.add(server.get().connect());
                }
            } catch (SQLException e) {
                // none left
            }
        }
    }

    static void execute(Statement statement, String sql) {
        try {
            boolean unused = statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void close(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
