package io.github.mem0j.drills;

import io.github.mem0j.cache.Drilled;
import io.github.mem0j.model.Embedding;
import io.github.mem0j.model.Memory;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.services.OwnPostgres;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.ListRequest;
import io.github.mem0j.store.MemoryStore;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The JVM that writes is killed where its write is just then. Other JVMs read all the while, and once the database is known to
 * have the write, none of them may answer without it.
 */
final class HostKilled implements Drill {
    private static final String IN_DATABASE = "IN_DATABASE";
    private static final List<String> ALL_POINTS = List.of(
            "LOCAL_WRITE_STAMPED",
            "REDIS_BEFORE_BEGIN",
            "REDIS_BEGUN",
            IN_DATABASE,
            "REDIS_COMMITTED",
            "REDIS_ENDED",
            "LOCAL_WRITE_DONE",
            "SET_WRITE_DONE",
            "RETURNED",
            "REDIS_BEFORE_ENDS");

    @Override
    public String name() {
        return "host-kill";
    }

    @Override
    public String load() {
        return "one JVM writes; 2 others read at each step of the write and after the kill, beyond the fence's 30 s in the full form";
    }

    @Override
    public String faults() {
        return "the writing JVM is killed by SIGKILL at each probe point of a write, and while its statement waits in PostgreSQL";
    }

    @Override
    public DrillRow run(DrillRun run) throws Exception {
        List<String> points = run.choose(List.of(IN_DATABASE, "REDIS_COMMITTED"), ALL_POINTS);
        DrillRow row = kill(run, points, false);
        DrillRow mistake = kill(run, List.of("REDIS_COMMITTED"), true);
        return row.withNote("killed at " + String.join(", ", points)).withMistake("no fence", mistake);
    }

    private Stack.Settings settings(DrillRun run, String name, boolean withoutFence) {
        Stack.Settings settings = run.settings(name);
        return withoutFence ? settings.redisCache(Drilled::withoutFence) : settings;
    }

    private DrillRow kill(DrillRun run, List<String> points, boolean withoutFence) throws Exception {
        String name = run.newName(this);
        try (Exercise exercise = new Exercise(run, this, Duration.ZERO)) {
            exercise.open(() -> settings(run, name, withoutFence));
            try (MemoryStore truth = run.settings(name).bare()) {
                int number = 0;
                for (String point : points) {
                    // Where a point is only in one kind of cache, the writer has that.
                    boolean holdsMemories =
                            point.startsWith("SET") || (number++ % 2 == 0 && !point.startsWith("LOCAL"));
                    Victim.Plan plan = new Victim.Plan(name, point, holdsMemories, withoutFence);
                    new Killing(run.servers.postgres(), run, exercise, truth, plan).kill();
                }
            }
            readOn(exercise, run.millis(0, withoutFence ? 0 : 36_000));
            return exercise.end(() -> run.settings(name).bare());
        }
    }

    /** Until the fences have lapsed, too. */
    private static void readOn(Exercise exercise, Duration time) throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            for (String owner : exercise.oracle.owners()) {
                read(exercise, owner);
            }
            Pauses.lasting(Duration.ofMillis(20));
        }
    }

    private static void read(Exercise exercise, String owner) {
        Calls calls = new Calls(exercise.oracle, exercise.tally);
        for (Stack stack : exercise.stacks) {
            calls.list(owner, false, () -> stack.store.list(ListRequest.of(Worker.scope(owner))));
        }
    }

    /** One writer, and its end. */
    private record Killing(OwnPostgres server, DrillRun run, Exercise exercise, MemoryStore truth, Victim.Plan plan) {

        void kill() throws Exception {
            String owner = "victim " + plan.point();
            OwnerHistory history = exercise.oracle.owner(owner);
            UUID id = NewMemory.of("any", Embedding.of(1)).id();
            try (Victim.Handle victim = Victim.start(run, plan)) {
                String first = history.newText();
                OwnerHistory.State added = history.begin(id, first);
                victim.tell("add", owner, id, first);
                victim.await("RETURNED");
                history.acknowledged(added);
                readSome(owner);
                String second = history.newText();
                OwnerHistory.State updated = history.begin(id, second);
                exercise.tally.timeline.mark("write, to be killed at " + plan.point());
                victim.tell("update", owner, id, second);
                reach(owner, victim);
                victim.kill();
                exercise.tally.timeline.mark("killed");
                if (committed(owner, id, second)) {
                    history.acknowledged(updated);
                    exercise.tally.acknowledgedWrites.incrementAndGet();
                } else {
                    history.notApplied(updated);
                }
            }
            for (int i = 0; i < 20; i++) {
                readSome(owner);
            }
        }

        private void readSome(String owner) {
            read(exercise, owner);
            read(exercise, owner);
        }

        private void reach(String owner, Victim.Handle victim) throws Exception {
            if (plan.point().equals(IN_DATABASE)) {
                lock(owner, victim);
                return;
            }
            String at;
            do {
                at = victim.next();
                readSome(owner);
                if (!at.equals(plan.point())) {
                    victim.go();
                }
            } while (!at.equals(plan.point()));
        }

        /** Its statement waits at the server when it dies, and is done after that. */
        private void lock(String owner, Victim.Handle victim) throws Exception {
            try (Connection outsider = server.get().connect();
                    Statement statement = outsider.createStatement()) {
                outsider.setAutoCommit(false);
                for (String at = victim.next(); !at.equals("REDIS_BEGUN"); at = victim.next()) {
                    readSome(owner);
                    victim.go();
                }
                readSome(owner);
                PoolExhausted.execute(statement, "LOCK TABLE " + plan.schema() + ".memory IN EXCLUSIVE MODE");
                victim.go();
                Pauses.require("the statement waits", Duration.ofSeconds(20), () -> waiting(server) > 0);
                victim.kill();
                PoolExhausted.execute(statement, "ROLLBACK");
            }
            Pauses.require("the statement has ended", Duration.ofSeconds(20), () -> waiting(server) == 0);
            Pauses.lasting(Duration.ofMillis(100)); // for its commit
        }

        private boolean committed(String owner, UUID id, String text) {
            Optional<Memory> memory =
                    truth.get(GetRequest.of(Worker.scope(owner), id)).memory(id);
            return memory.map(Memory::text).map(text::equals).orElse(false);
        }
    }

    private static int waiting(OwnPostgres server) {
        try (Connection connection = server.get().connect();
                Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery(
                        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")) {
            count.next();
            return count.getInt(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
