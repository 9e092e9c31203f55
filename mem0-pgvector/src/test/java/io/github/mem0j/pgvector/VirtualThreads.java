package io.github.mem0j.pgvector;

import com.sun.management.OperatingSystemMXBean;
import com.zaxxer.hikari.HikariDataSource;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.services.PostgresDatabase;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.ListRequest;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.StoreAdmin;
import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** 2,000 virtual threads and a pool of 10; also a program, for JDKs that have them where the build's has not. */
final class VirtualThreads {
    static final int THREADS = 2_000;

    private static final int POOL = 10;

    private VirtualThreads() {}

    public static void main(String[] arguments) throws Exception {
        run(new PostgresDatabase(
                arguments[0],
                Integer.parseInt(arguments[1]),
                arguments[2],
                arguments[3],
                System.getenv("MEM0_VIRTUAL_THREADS_PASSWORD")));
    }

    static void run(PostgresDatabase database) throws Exception {
        try (HikariDataSource pool = TestPools.pool(database, POOL);
                MemoryStore store = PgVectorMemoryStore.builder()
                        .dataSource(pool)
                        .dimensions(RoundTripCases.SPACE.dimensions())
                        .initSchema()
                        .build()) {
            ExecutorService threads = (ExecutorService)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
            List<Future<Integer>> calls = new ArrayList<>();
            List<Connection> held = new ArrayList<>();
            try {
                for (int i = 0; i < POOL; i++) {
                    held.add(pool.getConnection());
                }
                for (int i = 0; i < THREADS; i++) {
                    MemoryScope scope = MemoryScope.user("virtual " + i % 100);
                    calls.add(threads.submit(() -> {
                        store.add(AddRequest.of(scope, RoundTripCases.SPACE, RoundTripCases.memories(1)));
                        return store.list(ListRequest.of(scope)).memories().size();
                    }));
                }
                TestPools.await(() -> pool.getHikariPoolMXBean().getThreadsAwaitingConnection() == THREADS);
                requireRest();
            } finally {
                for (Connection connection : held) {
                    connection.close();
                }
            }
            for (Future<Integer> call : calls) {
                require(call.get(60, TimeUnit.SECONDS) > 0, "a thread has not found what it added");
            }
            threads.shutdown();
            require(StoreAdmin.of(store).count() == THREADS, "memories are missing");
        }
    }

    /** All wait for a connection: nothing else is to be done, and next to no processor time may be spent. */
    private static void requireRest() throws InterruptedException {
        OperatingSystemMXBean process = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long cpu = process.getProcessCpuTime();
        TimeUnit.SECONDS.sleep(1);
        long spent = TimeUnit.NANOSECONDS.toMillis(process.getProcessCpuTime() - cpu);
        String hikari = HikariDataSource.class.getPackage().getImplementationVersion();
        boolean spins = hikari != null && hikari.startsWith("7.0."); // brettwooldridge/HikariCP#2398
        require(spins || spent < 700, "waiting threads took " + spent + " ms of processor time in 1 s");
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
