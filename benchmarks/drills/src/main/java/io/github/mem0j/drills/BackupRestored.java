package io.github.mem0j.drills;

import io.github.mem0j.cache.CacheAdmin;
import io.github.mem0j.model.Memory;
import io.github.mem0j.services.OwnPostgres;
import io.github.mem0j.services.PostgresDatabase;
import io.github.mem0j.store.MemoryStore;
import java.sql.Connection;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** The database goes back to an older copy, by the runbook of docs/operations.md; nobody may see what was after it. */
final class BackupRestored implements Drill {
    @Override
    public String name() {
        return "backup-restored";
    }

    @Override
    public String load() {
        return "2 JVMs, 8 threads, 30 % writes; resting from before the restore until invalidateAll() of one JVM";
    }

    @Override
    public String faults() {
        return "the database is put back to a copy from some writes ago (made from a template), invalidateAll(), in the full form"
                + " rebuild() of Neo4j, emptied, too";
    }

    @Override
    public DrillRow run(DrillRun run) throws Exception {
        OwnPostgres server = run.servers.postgres();
        String name = run.newName(this);
        StandbyPromoted.ask(server, "CREATE DATABASE " + name);
        PostgresDatabase database =
                new PostgresDatabase(server.host(), server.port(), name, server.user(), server.password());
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            PoolExhausted.execute(statement, "CREATE EXTENSION vector");
        }
        if (run.isFull()) {
            Object unused = run.servers.neo4j(); // or its threads would count as left behind
        }
        try (Exercise exercise = new Exercise(run, this).writing(30)) {
            exercise.open(() -> companion(run, name, database)).work(8);
            exercise.rest();
            exercise.fault("copy made", () -> copy(server, name, name + "_copy"));
            exercise.work(8);
            Pauses.lasting(run.millis(300, 10_000));
            exercise.rest();
            exercise.fault("restored", () -> {
                drop(server, name);
                copy(server, name + "_copy", name);
            });
            try (MemoryStore truth = settings(run, name, database).bare()) {
                for (String owner : exercise.oracle.owners()) {
                    Map<UUID, String> there = new HashMap<>();
                    for (Memory memory : Worker.all(truth, owner)) {
                        there.put(memory.id(), memory.text());
                    }
                    exercise.oracle.owner(owner).restored(there);
                }
            }
            CacheAdmin.of(exercise.stacks.get(0).store).invalidateAll();
            if (run.isFull()) {
                Companions.rebuild(run, exercise, name);
            }
            exercise.work(8);
            exercise.healed("invalidateAll, at work again", () -> {});
            Pauses.lasting(run.millis(300, 10_000));
            if (run.isFull()) {
                Companions.compare(exercise, settings(run, name, database), () -> Companions.graph(run, name));
            }
            DrillRow row = exercise.end(() -> settings(run, name, database).bare());
            drop(server, name);
            drop(server, name + "_copy");
            return row.withNote(
                    "connections that the restore closes may fail once; what was written after the copy is gone, as"
                            + " it should be, and not counted as lost");
        }
    }

    /** With Neo4j in the full form: it takes its time to start. */
    private static Stack.Settings companion(DrillRun run, String name, PostgresDatabase database) {
        Stack.Settings settings = settings(run, name, database);
        return run.isFull() ? Companions.add(settings, () -> Companions.graph(run, name)) : settings;
    }

    private static Stack.Settings settings(DrillRun run, String name, PostgresDatabase database) {
        return new Stack.Settings(name, database, run.servers.redis().get());
    }

    private static void copy(OwnPostgres server, String from, String to) {
        StandbyPromoted.ask(server, "ALTER DATABASE " + from + " ALLOW_CONNECTIONS false");
        StandbyPromoted.ask(
                server, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + from + "'");
        StandbyPromoted.ask(server, "CREATE DATABASE " + to + " TEMPLATE " + from);
        StandbyPromoted.ask(server, "ALTER DATABASE " + from + " ALLOW_CONNECTIONS true");
    }

    private static void drop(OwnPostgres server, String name) {
        StandbyPromoted.ask(server, "DROP DATABASE " + name + " WITH (FORCE)");
    }
}
