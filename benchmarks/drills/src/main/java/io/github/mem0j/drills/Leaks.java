package io.github.mem0j.drills;

import io.github.mem0j.services.OwnRedis;
import io.github.mem0j.services.PostgresDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What stays behind once everything is closed. */
final class Leaks {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Set<Long> before = new HashSet<>();

    /** Takes note of the threads there are. */
    Leaks() {
        Thread.getAllStackTraces().keySet().forEach(thread -> before.add(thread.getId()));
    }

    /** Names of threads that end neither soon, but for those of the drills and of the JVM. */
    Set<String> threads() throws InterruptedException {
        boolean unused = Pauses.until(PATIENCE, () -> left().isEmpty());
        return left();
    }

    private Set<String> left() {
        Set<String> names = new TreeSet<>();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            String name = thread.getName();
            if (!before.contains(thread.getId()) && !ofTheMachine(name)) {
                names.add(name + "#" + thread.getId());
            }
        }
        return names;
    }

    /** Those that look after processes or clean up for the whole JVM, for ever or until they have nothing to do. */
    private static boolean ofTheMachine(String name) {
        return name.startsWith("process reaper")
                || name.startsWith("proxy")
                || name.startsWith("PostgreSQL-JDBC-Cleaner")
                || name.startsWith("PostgreSQL-JDBC-SharedTimer")
                || name.equals("JFR Periodic Tasks")
                || name.equals("Common-Cleaner")
                || name.startsWith("Cleaner-")
                || name.startsWith("ForkJoinPool.commonPool")
                || name.equals("CompletableFutureDelayScheduler");
    }

    /** Sessions of stores at PostgreSQL and clients of Redis, but for replicas and the one that asks. */
    static List<String> connections(PostgresDatabase database, OwnRedis redis) throws InterruptedException {
        boolean unused = Pauses.until(PATIENCE, () -> open(database, redis).isEmpty());
        return open(database, redis);
    }

    private static List<String> open(PostgresDatabase database, OwnRedis redis) {
        List<String> open = new ArrayList<>();
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT pid, state || ', last did ' || left(query, 60) || ', ' || (now() - state_change) || ' ago, since ' || (now() - backend_start) FROM pg_stat_activity WHERE application_name = 'mem0j'")) {
            while (rows.next()) {
                open.add("PostgreSQL: " + rows.getInt(1) + ", " + rows.getString(2));
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        for (String type : List.of("normal", "pubsub")) {
            String.valueOf(redis.command("CLIENT", "LIST", "TYPE", type))
                    .lines()
                    .filter(line -> line.startsWith("id=") && !line.contains("cmd=client"))
                    .forEach(line -> open.add("Redis: " + line));
        }
        return open;
    }
}
