package io.github.mem0j.examples.service;

import io.github.mem0j.AgentMemory;
import io.github.mem0j.pgvector.PgVectorMemoryStore;
import io.github.mem0j.services.OwnPostgres;
import io.github.mem0j.services.OwnRedis;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.testkit.TestEmbedder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * The service under load: {@code mvn -q -Pload-service}. {@value #CONNECTIONS} connections, one add to four searches, about
 * {@value #USERS} users of {@value #MEMORIES} memories each, on a real PostgreSQL with fsync on and a real Redis; all in this
 * JVM but the servers. First as fast as it goes (closed loop), then at 60 % of that, each request at its time whether the one
 * before is answered or not, its latency counted from that time (open loop); then the same while Redis is killed and comes
 * back. Embeddings are a count of words, most of them cached.
 */
public final class ServiceLoad {
    private static final int CONNECTIONS = 64;
    private static final int USERS = 500;
    private static final int MEMORIES = 200;
    private static final int ONE_ADD_IN = 5;
    private static final double SHARE = 0.6;
    private static final long WARM_SECONDS = 10;
    private static final long SECONDS = Long.getLong("service.load.seconds", 15);
    private static final String[] WORDS =
            ("oolong coffee tea Lisbon flight train May Friday vet cat Pixel chess Monday piano"
                            + " lesson sister Anna birthday allergy peanuts Berlin office window seat noise bicycle lake swims early"
                            + " morning reads novels night prefers short answers budget rent landlord garden tomatoes dentist")
                    .split(" ");

    private final MemoryService service;

    private ServiceLoad(MemoryService service) {
        this.service = service;
    }

    @SuppressWarnings("SystemOut") // prints its figures
    public static void main(String[] args) throws Exception {
        try (OwnPostgres postgres = OwnPostgres.options()
                        .set("shared_buffers", "512MB")
                        .set("max_wal_size", "4GB")
                        .start();
                OwnRedis redis = OwnRedis.start()) {
            String jdbc = postgres.jdbcUrl() + "?user=" + postgres.user() + "&password=" + postgres.password();
            long start = System.nanoTime();
            fill(jdbc);
            System.out.printf("%,d memories in %d s%n", USERS * MEMORIES, seconds(start));
            Settings settings = Settings.local(jdbc, redis.uri(), null);
            try (MemoryService service = MemoryService.start(settings, TestEmbedder.create())) {
                ServiceLoad load = new ServiceLoad(service);
                System.out.printf("%d of %d users held after %d s%n", load.warm(), USERS, seconds(start));
                Phase unused = load.run(0, WARM_SECONDS, () -> {});
                double most = load.run(0, SECONDS / 2, () -> {}).print("as fast as it goes", 0);
                load.run(most * SHARE, SECONDS, () -> {}).print("60 % of that", most * SHARE);
                load.run(most * SHARE, SECONDS, () -> killed(redis)).print("Redis killed, and back", most * SHARE);
                redis.kill();
                unused = load.run(0, 3, () -> {});
                double without = load.run(0, SECONDS / 2, () -> {}).print("without Redis, as fast as it goes", 0);
                redis.restart();
                System.out.printf("%d of %d users held again%n", load.warm(), USERS);
                load.run(without * SHARE, SECONDS, () -> killed(redis))
                        .print("Redis killed, and back, at 60 % of what goes without", without * SHARE);
                System.out.println(new Client(service).get("/health").body().get("layers"));
            }
        }
    }

    private static void killed(OwnRedis redis) {
        try {
            TimeUnit.SECONDS.sleep(SECONDS / 3);
            redis.kill();
            TimeUnit.SECONDS.sleep(SECONDS / 3);
            redis.restart();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static long seconds(long start) {
        return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
    }

    private static void fill(String jdbc) throws Exception {
        TestEmbedder embedder = TestEmbedder.create();
        Random random = new Random(1);
        try (MemoryStore store = PgVectorMemoryStore.builder()
                        .jdbcUrl(jdbc)
                        .dimensions(embedder.dimensions())
                        .initSchema()
                        .build();
                AgentMemory memory =
                        AgentMemory.builder().store(store).embedder(embedder).build()) {
            for (int user = 0; user < USERS; user++) {
                memory.forUser("user-" + user)
                        .addTexts(IntStream.range(0, MEMORIES)
                                .mapToObj(i -> text(random, 8))
                                .toList());
            }
        }
        try (var connection = DriverManager.getConnection(jdbc);
                var statement = connection.createStatement()) {
            boolean unused = statement.execute("VACUUM ANALYZE");
        }
    }

    private static String text(Random random, int words) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < words; i++) {
            text.append(WORDS[random.nextInt(WORDS.length)]).append(' ');
        }
        return text.toString().strip();
    }

    /** Asks about each user until all are held in the heap, for two minutes at most; returns how many are. */
    private int warm() throws IOException {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
        Set<Integer> waiting = new TreeSet<>();
        IntStream.range(0, USERS).forEach(waiting::add);
        try (LoadConnection http = new LoadConnection(service.port())) {
            while (!waiting.isEmpty() && System.nanoTime() < end) {
                for (int user : List.copyOf(waiting)) {
                    byte[] request =
                            LoadConnection.request("/search", "{\"user_id\":\"user-" + user + "\",\"query\":\"tea\"}");
                    if (http.send(request).local()) {
                        waiting.remove(user);
                    }
                }
            }
        }
        return USERS - waiting.size();
    }

    /** @param rate requests a second of all connections, 0 for as many as are answered */
    private Phase run(double rate, long seconds, Runnable meanwhile) throws InterruptedException {
        long start = System.nanoTime() + 50_000_000;
        long end = start + TimeUnit.SECONDS.toNanos(seconds);
        Phase phase = new Phase(seconds);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            int connection = i;
            Caller caller = new Caller(new Random(start + i));
            phase.callers.add(caller);
            Thread thread = new Thread(() -> caller.run(connection, rate, start, end), "load-" + i);
            threads.add(thread);
            thread.start();
        }
        meanwhile.run();
        for (Thread thread : threads) {
            thread.join();
        }
        return phase;
    }

    /** Who has one connection. */
    private final class Caller {
        final Random random;
        final List<Long> adds = new ArrayList<>();
        final List<Long> searches = new ArrayList<>();
        long degraded;
        long local;
        long errors;

        Caller(Random random) {
            this.random = random;
        }

        void run(int connection, double rate, long start, long end) {
            long interval = rate == 0 ? 0 : (long) (CONNECTIONS * 1e9 / rate);
            long due = start + interval * connection / CONNECTIONS;
            try (LoadConnection http = new LoadConnection(service.port())) {
                while (due < end) {
                    waitUntil(due);
                    boolean add = random.nextInt(ONE_ADD_IN) == 0;
                    LoadConnection.Answer answer = http.send(request(add));
                    long now = System.nanoTime();
                    if (answer.status() >= 300) {
                        errors++;
                    } else {
                        (add ? adds : searches).add(now - due);
                        degraded += answer.degraded() ? 1 : 0;
                        local += answer.local() ? 1 : 0;
                    }
                    due = interval == 0 ? now : due + interval;
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private byte[] request(boolean add) {
            String user = "user-" + random.nextInt(USERS);
            return add
                    ? LoadConnection.request(
                            "/memories", "{\"user_id\":\"" + user + "\",\"text\":\"" + text(random, 6) + "\"}")
                    : LoadConnection.request(
                            "/search", "{\"user_id\":\"" + user + "\",\"query\":\"" + text(random, 2) + "\"}");
        }

        private void waitUntil(long due) {
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
        }
    }

    /** What came of one run. */
    private static final class Phase {
        final List<Caller> callers = new ArrayList<>();
        final long seconds;

        Phase(long seconds) {
            this.seconds = seconds;
        }

        @SuppressWarnings("SystemOut")
        double print(String what, double rate) {
            long[] adds = sorted(callers.stream().map(caller -> caller.adds).toList());
            long[] searches =
                    sorted(callers.stream().map(caller -> caller.searches).toList());
            double each = (adds.length + searches.length) / (double) seconds;
            System.out.printf(
                    Locale.ROOT,
                    "%s%s: %.0f/s answered, %d errors, %d degraded, %d of %d searches from the heap%n  add    %s%n  search %s%n",
                    what,
                    rate == 0 ? "" : String.format(Locale.ROOT, " (%.0f/s)", rate),
                    each,
                    callers.stream().mapToLong(caller -> caller.errors).sum(),
                    callers.stream().mapToLong(caller -> caller.degraded).sum(),
                    callers.stream().mapToLong(caller -> caller.local).sum(),
                    searches.length,
                    millis(adds),
                    millis(searches));
            return each;
        }

        private static long[] sorted(List<List<Long>> parts) {
            long[] all = parts.stream()
                    .flatMap(List::stream)
                    .mapToLong(Long::longValue)
                    .toArray();
            Arrays.sort(all);
            return all;
        }

        private static String millis(long[] sorted) {
            return String.format(
                    Locale.ROOT,
                    "p50 %.2f ms, p95 %.2f ms, p99 %.2f ms, max %.0f ms",
                    at(sorted, 0.5),
                    at(sorted, 0.95),
                    at(sorted, 0.99),
                    at(sorted, 1));
        }

        private static double at(long[] sorted, double quantile) {
            return sorted.length == 0
                    ? 0
                    : sorted[(int) Math.min(sorted.length - 1L, (long) (quantile * sorted.length))] / 1e6;
        }
    }
}
