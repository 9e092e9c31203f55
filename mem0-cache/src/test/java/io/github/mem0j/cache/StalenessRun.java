package io.github.mem0j.cache;

import com.zaxxer.hikari.HikariDataSource;
import io.github.mem0j.layer.MemoryStack;
import io.github.mem0j.model.Embedding;
import io.github.mem0j.model.EmbeddingSpace;
import io.github.mem0j.model.Memory;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.pgvector.PgVectorMemoryStore;
import io.github.mem0j.services.PostgresDatabase;
import io.github.mem0j.services.RedisAddress;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.AddResult;
import io.github.mem0j.store.Degradation;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.ListRequest;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.StoreResult;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;
import redis.clients.jedis.UnifiedJedis;

/**
 * One of the JVMs of {@link FourJvmsIT}: reads of all users, and writes of those that only this JVM, and only one of its
 * threads, writes; each write is the user's next version. One thread more reads through a cache that hears of nothing,
 * to show that the check finds what is too old. Told what to do by its standard input.
 */
final class StalenessRun {
    static final int JVMS = 4;
    static final int USERS = 96;
    static final EmbeddingSpace SPACE = new EmbeddingSpace("model", 3);

    private static final int THREADS = 2;
    private static final long PACE_NANOS = 2_000_000;

    /** Of each user, how likely this or one before is asked about: the first most, the second half as often, and so on. */
    private static final double[] ZIPF = zipf();

    private final MemoryStore store;
    private final MemoryStore deaf;
    private final int jvm;
    private final long[] versions = new long[USERS];
    private volatile boolean stopped;

    private StalenessRun(MemoryStore store, MemoryStore deaf, int jvm) {
        this.store = store;
        this.deaf = deaf;
        this.jvm = jvm;
    }

    /** Which JVM writes a user. */
    static int writerOf(int user) {
        return user % (JVMS * THREADS) / THREADS;
    }

    /** Arguments: number, Redis host and port, Postgres host, port, database and user, file of the log. */
    public static void main(String[] arguments) throws Exception {
        PostgresDatabase database = new PostgresDatabase(
                arguments[3],
                Integer.parseInt(arguments[4]),
                arguments[5],
                arguments[6],
                System.getenv("MEM0_STALENESS_PASSWORD"));
        RedisAddress redis = new RedisAddress(arguments[1], Integer.parseInt(arguments[2]), "", "");
        try (HikariDataSource pool = TestPostgres.pool(database, 3);
                UnifiedJedis client = TestRedis.client(redis);
                MemoryStore store = stack(Integer.parseInt(arguments[0]), backend(pool), client);
                MemoryStore deaf = MemoryStack.over(backend(pool))
                        .layer(LocalCache.builder().singleJvm().build())
                        .build()) {
            new StalenessRun(store, deaf, Integer.parseInt(arguments[0])).obey(Path.of(arguments[7]));
        }
    }

    /** Half of the JVMs hold whole memories, the others answers. */
    private static MemoryStore stack(int jvm, MemoryStore backend, UnifiedJedis client) {
        MemoryStack stack = MemoryStack.over(backend).layer(RedisCache.using(client));
        return (holdsMemories(jvm) ? stack.layer(WorkingSet.defaults()) : stack.layer(LocalCache.defaults())).build();
    }

    static boolean holdsMemories(int jvm) {
        return jvm % 2 == 0;
    }

    private static MemoryStore backend(HikariDataSource pool) {
        return PgVectorMemoryStore.builder()
                .dataSource(pool)
                .dimensions(SPACE.dimensions())
                .build();
    }

    /** Where the log of the cache that hears nothing goes. */
    static Path deafFile(Path file) {
        return file.resolveSibling(file.getFileName() + ".deaf");
    }

    private void obey(Path file) throws IOException, InterruptedException, ExecutionException {
        StalenessLog log = StalenessLog.empty();
        for (int user = 0; user < USERS; user++) {
            if (writerOf(user) == jvm) {
                log.writes().add(write(user));
            }
        }
        List<FutureTask<StalenessLog>> tasks = new ArrayList<>();
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        answer("ready");
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            switch (line) {
                case "time" -> answer(Long.toString(System.nanoTime()));
                case "go" -> {
                    for (int thread = 0; thread < THREADS; thread++) {
                        int number = jvm * THREADS + thread;
                        tasks.add(new FutureTask<>(() -> load(number)));
                    }
                    tasks.add(new FutureTask<>(this::loadDeaf));
                    tasks.forEach(task -> new Thread(task, "load").start());
                    answer("going");
                }
                case "stop" -> {
                    stopped = true;
                    for (FutureTask<StalenessLog> task : tasks.subList(0, THREADS)) {
                        log.addAll(task.get());
                    }
                    log.writeTo(file);
                    StalenessLog found = tasks.get(THREADS).get();
                    found.writes().addAll(log.writes());
                    found.writeTo(deafFile(file));
                    answer("stopped");
                    return;
                }
                default -> throw new IllegalArgumentException(line);
            }
        }
    }

    private static void answer(String line) {
        System.out.println(line);
        System.out.flush();
    }

    private StalenessLog load(int number) {
        StalenessLog log = StalenessLog.empty();
        Random random = new Random(number);
        while (!stopped) {
            int user = anyone(random);
            if (random.nextInt(10) > 0) {
                log.reads().add(read(store, user, random));
            } else {
                while (user % (JVMS * THREADS) != number) {
                    user = anyone(random);
                }
                log.writes().add(write(user));
            }
            LockSupport.parkNanos(PACE_NANOS);
        }
        return log;
    }

    private StalenessLog loadDeaf() {
        StalenessLog log = StalenessLog.empty();
        Random random = new Random(-1 - jvm);
        while (!stopped) {
            log.reads().add(read(deaf, anyone(random), random));
            LockSupport.parkNanos(PACE_NANOS);
        }
        return log;
    }

    private static StalenessLog.Read read(MemoryStore store, int user, Random random) {
        MemoryScope scope = MemoryScope.user("user " + user);
        long begin = System.nanoTime();
        List<Memory> memories;
        StoreResult result;
        if (random.nextBoolean()) {
            var got = store.get(GetRequest.of(scope, id(user)));
            memories = got.memories();
            result = got;
        } else {
            var listed = store.list(ListRequest.of(scope));
            memories = listed.memories();
            result = listed;
        }
        return new StalenessLog.Read(
                user,
                begin,
                Long.parseLong(memories.get(0).text()),
                result.provenance().source());
    }

    private StalenessLog.Write write(int user) {
        long version = ++versions[user];
        NewMemory memory =
                NewMemory.of(Long.toString(version), Embedding.of(1, 2, 3)).withId(id(user));
        AddResult result = store.add(
                AddRequest.of(MemoryScope.user("user " + user), SPACE, memory).withMode(AddRequest.Mode.UPSERT));
        return new StalenessLog.Write(
                user,
                version,
                System.nanoTime(),
                !result.provenance().degradations().contains(Degradation.CACHE_UNAVAILABLE));
    }

    private static UUID id(int user) {
        return new UUID(1, user);
    }

    private static int anyone(Random random) {
        int place = Arrays.binarySearch(ZIPF, random.nextDouble());
        return Math.min(USERS - 1, place < 0 ? -place - 1 : place);
    }

    private static double[] zipf() {
        double[] sums = new double[USERS];
        double sum = 0;
        for (int i = 0; i < USERS; i++) {
            sum += 1.0 / (i + 1);
            sums[i] = sum;
        }
        for (int i = 0; i < USERS; i++) {
            sums[i] /= sum;
        }
        return sums;
    }
}
