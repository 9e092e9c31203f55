package io.github.mem0j.pgvector;

import io.github.mem0j.batching.Batching;
import io.github.mem0j.batching.BatchingStatistics;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.services.OwnPostgres;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.MemoryStore;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * What batching gains, {@code mvn -q -Pspeed-batching}: 64 threads that each add one memory after the other, on a server
 * that keeps its promises (fsync on), with batching and without, turn by turn, the latter at the best of several pool
 * sizes; and what it costs a lone thread.
 */
final class BatchingSpeed {
    private static final int THREADS = 64;
    private static final int ROUNDS = 7;
    private static final long SECONDS = Long.getLong("seconds", 2);
    private static final int POOL = Integer.getInteger("pool", 4);

    private final PrintStream out = System.out;
    private final OwnPostgres server;
    private final SpeedData data = new SpeedData();
    private final List<NewMemory> memories = data.memories(500);

    private BatchingSpeed(OwnPostgres server) {
        this.server = server;
    }

    /** What one thread does, again and again. */
    private interface Call {
        void make(int thread, long number);
    }

    private record Measured(double perSecond, double p50, double p99) {}

    public static void main(String[] args) throws Exception {
        try (OwnPostgres server = OwnPostgres.start(Map.of("shared_buffers", "512MB"))) {
            new BatchingSpeed(server).run();
        }
    }

    private void run() throws Exception {
        int best = bestPool();
        try (MemoryStore plain = store("plain", best);
                MemoryStore below = store("batched", POOL);
                MemoryStore batched = Batching.builder()
                        .inFlight(Integer.getInteger("inFlight", 2))
                        .linger(Duration.ofNanos(1_000 * Long.getLong("linger", 200)))
                        .batch(Integer.getInteger("calls", 128), 512)
                        .build()
                        .over(below)) {
            compare("adds, 64 threads, 64 owners", THREADS, add(plain, true), add(batched, true));
            out.println(batched.unwrap(BatchingStatistics.class).orElseThrow());
            compare("adds, 64 threads, one owner", THREADS, add(plain, false), add(batched, false));
            MemoryStore same = Batching.defaults().over(plain); // on the same tables, as they are by then
            compare("adds, a lone thread", 1, add(plain, true), add(same, true));
            compare("gets, 64 threads, 64 owners", THREADS, get(plain), get(batched));
            compare("gets, a lone thread", 1, get(plain), get(same));
            out.println(batched.unwrap(BatchingStatistics.class).orElseThrow());
        }
    }

    private int bestPool() throws Exception {
        int best = 0;
        double most = 0;
        for (int size : new int[] {4, 8, 16, 32, 64}) {
            try (MemoryStore store = store("plain", size)) {
                Call add = add(store, true);
                measure(THREADS, add);
                Measured measured = measure(THREADS, add);
                out.printf("unbatched, pool of %2d: %,7.0f/s, p99 %.1f ms%n", size, measured.perSecond, measured.p99);
                if (measured.perSecond > most) {
                    most = measured.perSecond;
                    best = size;
                }
            }
        }
        return best;
    }

    private MemoryStore store(String schema, int pool) {
        return PgVectorMemoryStore.builder()
                .jdbcUrl(server.jdbcUrl())
                .credentials(server.user(), server.password())
                .schema(schema)
                .dimensions(SpeedData.SPACE.dimensions())
                .pool(PoolSettings.defaults().withSize(pool))
                .initSchema()
                .build();
    }

    private Call add(MemoryStore store, boolean owners) {
        return (thread, number) -> {
            NewMemory sample = memories.get((int) (number % memories.size()));
            store.add(AddRequest.of(
                    SpeedData.owner(owners ? thread : 0),
                    SpeedData.SPACE,
                    NewMemory.of(sample.text(), sample.embedding())));
        };
    }

    private Call get(MemoryStore store) {
        UUID[] there = new UUID[THREADS];
        MemoryScope[] owners = new MemoryScope[THREADS];
        for (int i = 0; i < THREADS; i++) {
            owners[i] = SpeedData.owner(i);
            there[i] = store.add(AddRequest.of(
                            owners[i],
                            SpeedData.SPACE,
                            NewMemory.of("there", memories.get(i).embedding())))
                    .ids()
                    .get(0);
        }
        return (thread, number) -> {
            if (store.get(GetRequest.of(owners[thread], there[thread]))
                    .memories()
                    .isEmpty()) {
                throw new IllegalStateException("not there");
            }
        };
    }

    private void compare(String what, int threads, Call plain, Call batched) throws Exception {
        measure(threads, plain);
        measure(threads, batched);
        double[][] ratios = new double[3][ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            Measured without = measure(threads, plain);
            Measured with = measure(threads, batched);
            ratios[0][round] = with.perSecond / without.perSecond;
            ratios[1][round] = with.p50 / without.p50;
            ratios[2][round] = with.p99 / without.p99;
            out.printf(
                    "%s: %,7.0f/s p50 %.2f p99 %.2f ms, batched %,7.0f/s p50 %.2f p99 %.2f ms%n",
                    what, without.perSecond, without.p50, without.p99, with.perSecond, with.p50, with.p99);
        }
        out.printf(
                "%s, ratios, medians of %d: throughput %.2f, p50 %.2f, p99 %.2f%n",
                what, ROUNDS, median(ratios[0]), median(ratios[1]), median(ratios[2]));
    }

    private static Measured measure(int threads, Call call) throws Exception {
        long[][] nanos = new long[threads][];
        CyclicBarrier start = new CyclicBarrier(threads);
        AtomicLong began = new AtomicLong();
        LongSupplier end = () -> began.get() + TimeUnit.SECONDS.toNanos(SECONDS);
        List<Thread> running = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            int thread = i;
            running.add(new Thread(() -> {
                long[] taken = new long[1 << 18];
                int count = 0;
                try {
                    start.await();
                    began.compareAndSet(0, System.nanoTime());
                    for (long now = System.nanoTime(); now < end.getAsLong(); count++) {
                        call.make(thread, count);
                        long then = now;
                        now = System.nanoTime();
                        taken[count] = now - then;
                    }
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
                nanos[thread] = Arrays.copyOf(taken, count);
            }));
        }
        running.forEach(Thread::start);
        for (Thread thread : running) {
            thread.join();
        }
        double seconds = (System.nanoTime() - began.get()) / 1e9;
        long[] all = Arrays.stream(nanos).flatMapToLong(Arrays::stream).sorted().toArray();
        return new Measured(all.length / seconds, all[all.length / 2] / 1e6, all[(int) (all.length * 0.99)] / 1e6);
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
