package io.github.mem0j.drills;

import io.github.mem0j.services.OwnPostgres;
import io.github.mem0j.services.OwnRedis;
import io.github.mem0j.store.MemoryStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A load on some stacks while things go wrong: {@link #work}, then {@link #fault} and {@link #healed} as often as wanted,
 * then {@link #end}.
 */
final class Exercise implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Exercise.class);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration CALM = Duration.ofMillis(250);

    final Oracle oracle;
    final Tally tally = new Tally();
    final List<Stack> stacks = new ArrayList<>();
    private final Drill drill;
    private final DrillRun run;
    private final Leaks leaks = new Leaks();
    private final long start = System.nanoTime();
    private final Map<Integer, Worker> workers = new ConcurrentHashMap<>();
    private AtomicLongArray acknowledged = new AtomicLongArray(0);
    private final List<Thread> threads = new ArrayList<>();
    private int writePercent = 20;
    private long pauseNanos = 1_000_000;
    private @Nullable Runnable aside;
    private volatile boolean over;
    private long healedAt = System.nanoTime();
    private long recoveryNanos;
    private boolean closed;

    Exercise(DrillRun run, Drill drill) {
        this(run, drill, Oracle.OTHER_JVM);
    }

    Exercise(DrillRun run, Drill drill, Duration bound) {
        this.run = run;
        this.drill = drill;
        oracle = new Oracle(bound);
    }

    /** Two JVMs, of which one holds memories and the other answers. */
    Exercise open(Supplier<Stack.Settings> settings) {
        stacks.add(settings.get().holdingMemories().open());
        stacks.add(settings.get().holdingAnswers().open());
        return this;
    }

    /** Of all calls, how many are writes; 20 % by default. */
    Exercise writing(int percent) {
        writePercent = percent;
        return this;
    }

    /** After each call; 1 ms by default. */
    Exercise pausing(Duration pause) {
        pauseNanos = pause.toNanos();
        return this;
    }

    /** Starts so many threads, by turns in each JVM; returns once each has written and read. */
    Exercise work(int number) throws InterruptedException {
        return workWith(number, i -> {
            Worker worker = workers.computeIfAbsent(
                    i, unused -> new Worker(this, stacks.get(i % stacks.size()).store, i, stacks.size()));
            return worker.turn();
        });
    }

    /** The same with what each thread does again and again, by its number; says whether a write was acknowledged. */
    Exercise workWith(int number, IntPredicate turn) throws InterruptedException {
        acknowledged = new AtomicLongArray(number);
        for (int i = 0; i < number; i++) {
            int worker = i;
            Thread thread = new Thread(() -> repeat(worker, turn), "drill-worker");
            thread.setDaemon(true);
            threads.add(thread);
        }
        Runnable besides = aside;
        if (besides != null) {
            Thread thread = new Thread(
                    () -> {
                        while (!over) {
                            besides.run();
                            LockSupport.parkNanos(pauseNanos);
                        }
                    },
                    "drill-worker");
            thread.setDaemon(true);
            threads.add(thread);
        }
        threads.forEach(Thread::start);

        Pauses.require("all are at work", PATIENCE, () -> least(new long[number]) > 3);
        return this;
    }

    /** One more thread, which does this again and again while others work. */
    Exercise besides(Runnable turn) {
        aside = turn;
        return this;
    }

    private void repeat(int worker, IntPredicate turn) {
        while (!over) {
            boolean unused = Thread.interrupted(); // or the next call would suffer what this one did
            try {
                if (turn.test(worker)) {
                    acknowledged.incrementAndGet(worker);
                }
            } catch (RuntimeException | Error e) {
                log.warn("{}", drill.name(), e);
                tally.wrongBeside("a worker ended: " + e);
                return;
            }
            LockSupport.parkNanos(pauseNanos);
        }
    }

    /** Of all threads, how many writes were acknowledged since then. */
    private long least(long[] before) {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < before.length; i++) {
            least = Math.min(least, acknowledged.get(i) - before[i]);
        }
        return least;
    }

    /** Ends the threads; {@link #work} may start others, of the same owners. */
    void rest() throws InterruptedException {
        stop();
        threads.clear();
        workers.clear();
        over = false;
    }

    /** Threads at work, to be disturbed. */
    List<Thread> threads() {
        return List.copyOf(threads);
    }

    int workers() {
        return acknowledged.length();
    }

    int writePercent() {
        return writePercent;
    }

    String ownerOf(int worker) {
        return "user " + worker;
    }

    /** Something goes wrong now. */
    void fault(String what, Runnable doing) {
        tally.timeline.mark(what);
        doing.run();
    }

    /** It is mended now; returns once everybody has been served as before for a while. */
    void healed(String what, Runnable doing) throws InterruptedException {
        doing.run();
        tally.timeline.mark(what);
        healedAt = System.nanoTime();
        recover();
    }

    private void recover() throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        long[] before = new long[acknowledged.length()];
        Arrays.setAll(before, acknowledged::get);
        long less;
        do {
            if (System.nanoTime() - end > 0) {
                tally.wrongBeside("not as before within " + PATIENCE);
                break;
            }
            less = tally.failed() + tally.stale();
            Pauses.lasting(CALM);
        } while (least(before) < 1 || less != tally.failed() + tally.stale());
        if (tally.lastLess() > healedAt) {
            recoveryNanos = Math.max(recoveryNanos, tally.lastLess() - healedAt);
        }
    }

    /** Ends the load, once it has gone on for a moment. */
    void stop() throws InterruptedException {
        over = true;
        for (Thread thread : threads) {
            thread.join(PATIENCE.toMillis());
            if (thread.isAlive()) {
                tally.wrongBeside("a call that does not end");
            }
        }
    }

    /** Compares with what is there in truth, closes everything and looks for what stays behind. */
    DrillRow end(Supplier<? extends MemoryStore> truth) throws InterruptedException {
        return end(truth, run.servers.postgres(), run.servers.redis());
    }

    DrillRow end(Supplier<? extends MemoryStore> truth, OwnPostgres postgres, OwnRedis redis)
            throws InterruptedException {
        stop();
        long lost = 0;
        Set<String> impossible = new TreeSet<>();
        try (MemoryStore store = truth.get()) {
            for (String owner : oracle.owners()) {
                lost += oracle.lost(owner, Worker.all(store, owner), impossible);
            }
        }
        impossible.forEach(tally::wrongBeside);

        close();

        Set<String> left = leaks.threads();
        left.forEach(name -> log.info("{}: left behind: {}", drill.name(), name));
        List<String> open = Leaks.connections(postgres.get(), redis);
        open.forEach(connection -> log.info("{}: left open: {}", drill.name(), connection));
        DrillRow row = new DrillRow(
                drill.name(),
                drill.load(),
                drill.faults(),
                run.form(),
                tally.fresh(),
                tally.stale(),
                tally.failed(),
                tally.wrong(),
                lost,
                tally.behindNanos() / 1_000_000,
                tally.markedBehindNanos() / 1_000_000,
                tally.slowestNanos() / 1_000_000,
                recoveryNanos / 1_000_000,
                left.size(),
                open.size(),
                (System.nanoTime() - start) / 1e9,
                tally.acknowledgedWrites.get() + " writes acknowledged",
                tally.examples(),
                List.of(),
                tally.timeline.buckets(),
                tally.timeline.marks());
        log.info("{}: {}, {} lost, {}", drill.name(), tally, lost, tally.examples());
        return row;
    }

    @Override
    public void close() {
        over = true;
        if (!closed) {
            closed = true;
            stacks.forEach(Stack::close);
        }
    }
}
