package io.github.mem0j.drills;

import io.github.mem0j.services.OwnPostgres;

/** A JVM of the next configuration migrates the schema while others use it. */
final class SchemaMigrated implements Drill {
    @Override
    public String name() {
        return "schema-migrated";
    }

    @Override
    public String load() {
        return "2 JVMs, 8 threads, 40 % writes";
    }

    @Override
    public String faults() {
        return "another JVM's initSchema() adds the covering index and the change feed's tables under load";
    }

    @Override
    public DrillRow run(DrillRun run) throws Exception {
        String name = run.newName(this);
        OwnPostgres server = run.servers.postgres();
        try (Exercise exercise = new Exercise(run, this).writing(40)) {
            exercise.open(() -> run.settings(name)).work(8);
            Pauses.lasting(run.millis(200, 10_000));
            exercise.fault(
                    "initSchema()",
                    () -> run.settings(name)
                            .pgvector(builder -> builder.coveringIndex(true).changeFeed("audit"))
                            .bare()
                            .close());
            exercise.healed("migrated", () -> {});
            Pauses.lasting(run.millis(200, 10_000));
            String tables =
                    StandbyPromoted.ask(server, "SELECT count(*) FROM pg_tables WHERE schemaname = '" + name + "'");
            return exercise.end(() -> run.settings(name).bare())
                    .withNote(
                            "the schema has one version so far, so what is added by configuration stands for a migration: "
                                    + tables + " tables after it");
        }
    }
}
