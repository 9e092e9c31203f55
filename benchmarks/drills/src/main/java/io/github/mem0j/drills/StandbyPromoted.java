package io.github.mem0j.drills;

import io.github.mem0j.services.OwnPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** PostgreSQL's primary is lost, and its synchronous standby takes over. */
final class StandbyPromoted implements Drill {
    @Override
    public String name() {
        return "standby-promoted";
    }

    @Override
    public String load() {
        return "2 JVMs, 8 threads, 40 % writes, a URL of both hosts with targetServerType=primary";
    }

    @Override
    public String faults() {
        return "the primary killed by SIGKILL, its synchronous standby promoted";
    }

    @Override
    public DrillRow run(DrillRun run) throws Exception {
        OwnPostgres primary = run.servers.postgres();
        String name = run.newName(this);
        try (OwnPostgres standby = primary.standby();
                Exercise exercise = new Exercise(run, this).writing(40)) {
            ask(primary, "ALTER SYSTEM SET synchronous_standby_names = '*'");
            ask(primary, "SELECT pg_reload_conf()");
            Pauses.require(
                    "replication",
                    Duration.ofSeconds(20),
                    () -> ask(primary, "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'")
                            .equals("1"));
            String url = "jdbc:postgresql://" + primary.host() + ":" + primary.port() + "," + standby.host() + ":"
                    + standby.port() + "/" + primary.database() + "?targetServerType=primary";
            exercise.open(() -> run.settings(name).jdbcUrl(url).breakerOpen(run.millis(300, 1_000)))
                    .work(8);
            exercise.fault("primary killed", primary::kill);
            Pauses.lasting(run.millis(300, 5_000));
            exercise.healed("standby promoted", () -> ask(standby, "SELECT pg_promote()"));
            DrillRow row = exercise.end(
                    () -> run.settings(name).jdbcUrl(standby.jdbcUrl()).bare(), standby, run.servers.redis());
            primary.restart();
            ask(primary, "ALTER SYSTEM RESET synchronous_standby_names");
            ask(primary, "SELECT pg_reload_conf()");
            return row.withNote("replication is synchronous: what an asynchronous one had not got would be lost");
        }
    }

    static String ask(OwnPostgres server, String sql) {
        try (Connection connection = server.get().connect();
                Statement statement = connection.createStatement()) {
            if (!statement.execute(sql)) {
                return "";
            }
            try (ResultSet answer = statement.getResultSet()) {
                return answer.next() ? String.valueOf(answer.getString(1)) : "";
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
