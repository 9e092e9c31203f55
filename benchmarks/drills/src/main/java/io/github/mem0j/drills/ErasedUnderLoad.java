package io.github.mem0j.drills;

import io.github.mem0j.model.NewMemory;
import io.github.mem0j.services.OwnNeo4j;
import io.github.mem0j.services.OwnPostgres;
import io.github.mem0j.services.OwnRedis;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.ListRequest;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.StoreAdmin;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;

/** A user is erased while others work, and then looked for in the bytes of all servers. */
final class ErasedUnderLoad implements Drill {
    private static final String OWNER = "user to be erased";

    @Override
    public String name() {
        return "erase";
    }

    @Override
    public String load() {
        return "2 JVMs over PostgreSQL with Neo4j as companion, 8 threads, 20 % writes";
    }

    @Override
    public String faults() {
        return "erase() of a user with 50 memories; afterwards searched for in PostgreSQL's data files (after VACUUM FULL and a"
                + " checkpoint, WAL left out), Redis' snapshot and Neo4j's store files (logs of transactions left out)";
    }

    @Override
    public DrillRow run(DrillRun run) throws Exception {
        String name = run.newName(this);
        OwnNeo4j neo4j = run.servers.neo4j();
        String sought = "erase" + UUID.randomUUID().toString().replace("-", "");
        try (Exercise exercise = new Exercise(run, this)) {
            exercise.open(() -> Companions.settings(run, name));
            remember(exercise, sought);
            Pauses.require("Neo4j has it", Duration.ofSeconds(30), () -> Companions.inStep(exercise));
            String present = sightings(run, sought, name);
            exercise.work(8);
            exercise.fault("erase", () -> {
                long unused = StoreAdmin.of(exercise.stacks.get(0).store).erase(Worker.scope(OWNER));
                exercise.oracle.owner(OWNER).erased();
            });
            long end = System.nanoTime() + run.millis(300, 10_000).toNanos();
            while (System.nanoTime() < end) {
                read(exercise);
            }
            exercise.healed("erased", () -> {});
            exercise.rest();
            Pauses.require("Neo4j has heard", Duration.ofSeconds(60), () -> Companions.inStep(exercise));
            neo4j.restart(); // after a kill it brings its store files up to date
            String after = sightings(run, sought, name);
            if (present.equals(NOWHERE)) {
                exercise.tally.wrongBeside("the search for bytes does not find what it should: " + present);
            }
            if (after.contains("PostgreSQL") || after.contains("Redis")) {
                exercise.tally.wrongBeside("erased, but still in " + after);
            }
            return exercise.end(() -> run.settings(name).bare())
                    .withNote("before, its text was found in " + present + "; after, " + after
                            + ". Neo4j leaves the bytes of what is deleted in its store files until it reuses the room, which nothing"
                            + " that a client can say changes (a copy by neo4j-admin does): only PostgreSQL and Redis count as wrong. "
                            + "Without VACUUM FULL dead rows stay where they were, and the logs (WAL, Neo4j's transaction log)"
                            + " keep what they have until they are recycled: they are the operator's");
        }
    }

    private static void remember(Exercise exercise, String sought) {
        Random random = new Random(1);
        MemoryStore store = exercise.stacks.get(0).store;
        Calls calls = new Calls(exercise.oracle, exercise.tally);
        for (int i = 0; i < 50; i++) {
            String text = exercise.oracle.owner(OWNER).newText() + " " + sought;
            NewMemory memory = NewMemory.of(text, Worker.vector(random));
            boolean unused = calls.write(
                    OWNER, memory.id(), text, () -> store.add(AddRequest.of(Worker.scope(OWNER), Stack.SPACE, memory)));
        }
        for (int i = 0; i < 20; i++) {
            read(exercise);
        }
    }

    private static void read(Exercise exercise) {
        Calls calls = new Calls(exercise.oracle, exercise.tally);
        for (int jvm = 0; jvm < exercise.stacks.size(); jvm++) {
            MemoryStore store = exercise.stacks.get(jvm).store;
            calls.list(OWNER, jvm == 0, () -> store.list(ListRequest.of(Worker.scope(OWNER))));
        }
    }

    private static final String NOWHERE = "nowhere";

    /** In which servers' files the text is. */
    private static String sightings(DrillRun run, String sought, String schema) throws IOException {
        OwnPostgres postgres = run.servers.postgres();
        OwnRedis redis = run.servers.redis();
        StandbyPromoted.ask(postgres, "VACUUM FULL " + schema + ".memory");
        StandbyPromoted.ask(postgres, "CHECKPOINT");
        redis.save();
        byte[] bytes = sought.getBytes(StandardCharsets.UTF_8);
        StringBuilder found = new StringBuilder();
        for (Place place : List.of(
                new Place("PostgreSQL", postgres.dataFolder(), "pg_wal"),
                new Place("Redis", redis.dataFolder(), "none"),
                new Place("Neo4j", run.servers.neo4j().dataFolder(), "transactions"))) {
            List<String> files = place.files(bytes);
            if (!files.isEmpty()) {
                found.append(found.isEmpty() ? "" : ", ").append(place.server).append(" (");
                found.append(String.join(", ", files)).append(')');
            }
        }
        return found.isEmpty() ? NOWHERE : found.toString();
    }

    private record Place(String server, Path folder, String logs) {
        private List<String> files(byte[] sought) throws IOException {
            try (Stream<Path> all = Files.walk(folder)) {
                return all.filter(Files::isRegularFile)
                        .filter(file -> !file.toString().contains("/" + logs + "/"))
                        .filter(file -> has(file, sought))
                        .map(file -> file.getFileName().toString())
                        .sorted()
                        .toList();
            }
        }

        private static boolean has(Path file, byte[] sought) {
            try {
                byte[] all = Files.readAllBytes(file);
                for (int i = 0; i <= all.length - sought.length; i++) {
                    int j = 0;
                    while (j < sought.length && all[i + j] == sought[j]) {
                        j++;
                    }
                    if (j == sought.length) {
                        return true;
                    }
                }
                return false;
            } catch (IOException e) {
                return false; // gone meanwhile
            }
        }
    }
}
