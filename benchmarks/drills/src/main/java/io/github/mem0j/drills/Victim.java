package io.github.mem0j.drills;

import io.github.mem0j.cache.Drilled;
import io.github.mem0j.cache.RedisCache;
import io.github.mem0j.model.MemoryChange;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.services.PostgresDatabase;
import io.github.mem0j.services.RedisAddress;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.UpdateRequest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;

/** A JVM that writes as told, says where its write is, and waits there until it may go on or is killed. */
final class Victim {
    private static final String PASSWORD = "MEM0_DRILL_PASSWORD";

    private final MemoryStore store;
    private final SynchronousQueue<String> going = new SynchronousQueue<>();
    private volatile boolean stopping;

    /**
     * What it is.
     *
     * @param point where it is going to be killed
     * @param holdsMemories whether it has a working set, not a local cache of answers
     */
    record Plan(String schema, String point, boolean holdsMemories, boolean withoutFence) {}

    private Victim(Plan plan, PostgresDatabase database, RedisAddress redis) {
        Stack.Settings settings = new Stack.Settings(plan.schema, database, redis)
                .redisCache(builder -> probed(plan, builder))
                .localCache(builder -> Drilled.probed(builder, this::at))
                .workingSet(builder -> Drilled.probed(builder, this::at));
        store = (plan.holdsMemories ? settings.holdingMemories() : settings.holdingAnswers()).open().store;
    }

    private RedisCache.Builder probed(Plan plan, RedisCache.Builder builder) {
        RedisCache.Builder probed = Drilled.probed(builder, this::at);
        return plan.withoutFence ? Drilled.withoutFence(probed) : probed;
    }

    /** Of the writing thread, and of the one that sends what waits. */
    private void at(String point) {
        boolean ofWrite = Thread.currentThread().getName().equals("main") || point.equals("REDIS_BEFORE_ENDS");
        if (stopping && ofWrite) {
            say(point);
            try {
                String unused = going.take();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static synchronized void say(String what) {
        System.out.println(what);
        System.out.flush();
    }

    /** Arguments: those of the plan, Postgres port, database and user, Redis port. */
    public static void main(String[] arguments) throws IOException {
        Plan plan = new Plan(
                arguments[0], arguments[1], Boolean.parseBoolean(arguments[2]), Boolean.parseBoolean(arguments[3]));
        String password = System.getenv(PASSWORD);
        PostgresDatabase database = new PostgresDatabase(
                "127.0.0.1",
                Integer.parseInt(arguments[4]),
                arguments[5],
                arguments[6],
                password == null ? "" : password);
        RedisAddress redis = new RedisAddress("127.0.0.1", Integer.parseInt(arguments[7]), "", "");
        new Victim(plan, database, redis).obey();
    }

    private void obey() throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        // The main thread writes; another hears that it may go on.
        SynchronousQueue<String> orders = new SynchronousQueue<>();
        Thread hearing = new Thread(() -> hear(in, orders), "hearing");
        hearing.setDaemon(true);
        hearing.start();
        say("ready");
        try {
            while (true) {
                List<String> order = Arrays.asList(orders.take().split("\t", -1));
                write(order.get(0), order.get(1), UUID.fromString(order.get(2)), order.get(3));
                at("RETURNED");
                if (!stopping) {
                    say("RETURNED");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void hear(BufferedReader in, SynchronousQueue<String> orders) {
        try {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                (line.equals("go") ? going : orders).put(line);
            }
        } catch (IOException | InterruptedException e) {
            // it ends
        }
        Runtime.getRuntime().halt(1);
    }

    private void write(String what, String owner, UUID id, String text) {
        Random random = new Random(text.hashCode());
        if (what.equals("add")) {
            NewMemory memory = NewMemory.of(text, Worker.vector(random)).withId(id);
            store.add(AddRequest.of(Worker.scope(owner), Stack.SPACE, memory));
        } else {
            stopping = true;
            MemoryChange change = MemoryChange.none().withText(text, Worker.vector(random));
            store.update(UpdateRequest.of(Worker.scope(owner), id, Stack.SPACE, change));
        }
    }

    /** Starts one. */
    static Handle start(DrillRun run, Plan plan) throws IOException {
        PostgresDatabase database = run.servers.postgres().get();
        return new Handle(
                List.of(
                        plan.schema,
                        plan.point,
                        Boolean.toString(plan.holdsMemories),
                        Boolean.toString(plan.withoutFence),
                        Integer.toString(database.port()),
                        database.database(),
                        database.user(),
                        Integer.toString(run.servers.redis().port())),
                database.password());
    }

    /** What its parent has of it. */
    static final class Handle implements AutoCloseable {
        private final Process process;
        private final BufferedReader out;
        private final Writer in;

        private Handle(List<String> arguments, String password) throws IOException {
            List<String> command = new ArrayList<>(List.of(
                    ProcessHandle.current().info().command().orElse("java"),
                    "-XX:TieredStopAtLevel=1",
                    "-XX:+UseSerialGC",
                    "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                    "-classpath",
                    System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                    Victim.class.getName()));
            command.addAll(arguments);
            ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
            builder.environment().put(PASSWORD, password);
            process = builder.start();
            out = process.inputReader(StandardCharsets.UTF_8);
            in = process.outputWriter(StandardCharsets.UTF_8);
            await("ready");
        }

        void tell(String what, String owner, UUID id, String text) throws IOException {
            in.write(String.join("\t", what, owner, id.toString(), text) + "\n");
            in.flush();
        }

        void go() throws IOException {
            in.write("go\n");
            in.flush();
        }

        /** Where it is now; waits until it says so. */
        String next() throws IOException {
            String line = out.readLine();
            if (line == null) {
                throw new IllegalStateException("the writing JVM has ended");
            }
            return line;
        }

        void await(String what) throws IOException {
            String line = next();
            if (!line.equals(what)) {
                throw new IllegalStateException("the writing JVM said " + line + " instead of " + what);
            }
        }

        /** SIGKILL; returns when it is gone. */
        void kill() throws InterruptedException {
            process.destroyForcibly();
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the writing JVM does not end");
            }
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }
}
