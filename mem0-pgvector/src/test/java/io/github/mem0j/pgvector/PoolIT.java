package io.github.mem0j.pgvector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mem0j.services.Postgres;
import io.github.mem0j.store.Deadline;
import io.github.mem0j.store.StoreUnavailableException;
import io.github.mem0j.store.StoreUnavailableException.Outcome;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PoolIT {
    private static final Duration LONG = Duration.ofSeconds(20);

    @RegisterExtension
    static final Postgres postgres = Postgres.shared();

    private final BlockingQueue<PoolStatistics> heard = new LinkedBlockingQueue<>();
    private final AtomicInteger opened = new AtomicInteger();

    private PooledConnections pool(PoolSettings settings) {
        Connector connector = new Connector(
                postgres.jdbcUrl(),
                () -> new Credentials(postgres.user(), postgres.password()),
                "",
                connection -> opened.incrementAndGet());
        return new PooledConnections(connector, "test", settings, heard::add);
    }

    private static PoolStatistics look(PooledConnections pool) {
        return pool.statistics().orElseThrow();
    }

    static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + LONG.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.onSpinWait();
        }
    }

    @Test
    void aConnectionThatIsBeingOpenedWhenThePoolIsClosedDoesNotStay() throws Exception {
        CountDownLatch second = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        Set<Connection> all = ConcurrentHashMap.newKeySet();
        Connector connector = new Connector(
                postgres.jdbcUrl(), () -> new Credentials(postgres.user(), postgres.password()), "", connection -> {
                    all.add(connection);
                    if (opened.incrementAndGet() == 2) {
                        second.countDown();
                        boolean interrupted = false;
                        while (closed.getCount() > 0) {
                            try {
                                closed.await();
                            } catch (InterruptedException e) {
                                interrupted = true; // by HikariCP, which then does not wait
                            }
                        }
                        if (interrupted) {
                            Thread.currentThread().interrupt();
                        }
                    }
                });
        PoolSettings settings = PoolSettings.defaults().withSize(3).withMinimumIdle(2);
        PooledConnections pool = new PooledConnections(connector, "test", settings, heard::add);
        assertThat(second.await(20, TimeUnit.SECONDS)).isTrue();

        pool.close();
        closed.countDown();

        await(() -> all.stream().allMatch(PoolIT::isClosed));
    }

    private static boolean isClosed(Connection connection) {
        try {
            return connection.isClosed();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void waitsNoLongerThanTheDeadlineWhenAllAreTaken() {
        try (PooledConnections pool = pool(PoolSettings.defaults().withSize(1))) {
            Connection held = pool.acquire("test", Deadline.after(LONG));
            long start = System.nanoTime();

            assertThatThrownBy(() -> pool.acquire("search", Deadline.after(Duration.ofMillis(200))))
                    .isInstanceOfSatisfying(
                            StoreUnavailableException.class,
                            e -> assertThat(e.outcome()).isEqualTo(Outcome.NOT_APPLIED))
                    .hasMessageContaining("all 1 connections were in use");

            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Duration.ofMillis(200), Duration.ofMillis(300));
            pool.giveBack(held);
            pool.giveBack(pool.acquire("test", Deadline.after(LONG)));
            assertThat(look(pool))
                    .extracting(PoolStatistics::active, PoolStatistics::waiting, PoolStatistics::failures)
                    .containsExactly(0, 0, 1L);
            assertThat(look(pool).longestWait()).isGreaterThan(Duration.ofMillis(200));
        }
    }

    @Test
    void triesThreeTimesWithGrowingPauses() {
        PoolSettings settings = PoolSettings.defaults().withSize(1).withAcquisitionTimeout(Duration.ofMillis(100));
        try (PooledConnections pool = pool(settings)) {
            Connection held = pool.acquire("test", Deadline.after(LONG));
            long start = System.nanoTime();
            assertThatThrownBy(() -> pool.acquire("search", Deadline.after(LONG)))
                    .isInstanceOf(StoreUnavailableException.class);
            // 100 + 50 + 100 + 150 + 100
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Duration.ofMillis(500), Duration.ofMillis(800));
            pool.giveBack(held);
        }
    }

    @Test
    void endsAWaitThatIsInterrupted() throws Exception {
        try (PooledConnections pool = pool(PoolSettings.defaults().withSize(1))) {
            Connection held = pool.acquire("test", Deadline.after(LONG));
            CompletableFuture<Boolean> flag = new CompletableFuture<>();
            Thread waiting = new Thread(() -> {
                try {
                    pool.acquire("search", Deadline.after(LONG));
                } catch (StoreUnavailableException e) {
                    flag.complete(Thread.currentThread().isInterrupted() && e.outcome() == Outcome.NOT_APPLIED);
                }
            });
            waiting.start();
            await(() -> look(pool).waiting() == 1);
            waiting.interrupt();
            assertThat(flag.get(10, TimeUnit.SECONDS)).isTrue();
            pool.giveBack(held);
        }
    }

    @Test
    void countsSlowAcquisitionsAndTellsAListener() throws Exception {
        PoolSettings settings = PoolSettings.defaults().withSize(2).withStatisticsInterval(Duration.ofMillis(200));
        try (PooledConnections pool = pool(settings)) {
            List<Connection> held = new ArrayList<>();
            held.add(pool.acquire("test", Deadline.after(LONG)));
            held.add(pool.acquire("test", Deadline.after(LONG)));
            long slowBefore = look(pool).slowAcquisitions(); // of a busy machine
            CompletableFuture<Connection> third =
                    CompletableFuture.supplyAsync(() -> pool.acquire("test", Deadline.after(LONG)));
            await(() -> look(pool).waiting() == 1);
            Thread.sleep(150); // what is slow takes its time
            pool.giveBack(held.remove(0));
            held.add(third.get(10, TimeUnit.SECONDS));

            assertThat(look(pool).slowAcquisitions()).isEqualTo(slowBefore + 1);
            assertThat(look(pool).active()).isEqualTo(2);
            PoolStatistics told = heard.poll(10, TimeUnit.SECONDS);
            while (told != null && told.slowAcquisitions() <= slowBefore) {
                told = heard.poll(10, TimeUnit.SECONDS);
            }
            assertThat(told).isNotNull();
            assertThat(told.acquisitions()).isEqualTo(3);
            assertThat(told.longestWait()).isGreaterThan(Duration.ofMillis(100));
            held.forEach(pool::giveBack);
        }
    }

    /** HikariCP would look every 30 s, and open one when somebody waits. */
    @Test
    void opensConnectionsBeforeTheyAreWaitedFor() {
        PoolSettings settings =
                PoolSettings.defaults().withSize(8).withMinimumIdle(1).withPrewarmBelow(3);
        try (PooledConnections pool = pool(settings)) {
            await(() -> look(pool).idle() == 3);
            Connection one = pool.acquire("test", Deadline.after(LONG));
            Connection two = pool.acquire("test", Deadline.after(LONG));

            await(() -> look(pool).idle() == 3);

            assertThat(look(pool).total()).isEqualTo(5);
            pool.giveBack(one);
            pool.giveBack(two);
        }
    }

    @Test
    void asksForCredentialsOfEachNewConnection() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        String[] password = {postgres.password()};
        Connector connector = new Connector(
                postgres.jdbcUrl(),
                () -> {
                    asked.incrementAndGet();
                    return new Credentials(postgres.user(), password[0]);
                },
                "",
                connection -> {});
        connector.getConnection().close();
        connector.getConnection().close();
        assertThat(asked).hasValue(2);
    }

    @Test
    void dropsAConnectionThatBrokeInUse() throws Exception {
        try (PooledConnections pool = pool(PoolSettings.defaults().withSize(1))) {
            Connection broken = pool.acquire("test", Deadline.after(LONG));
            broken.unwrap(org.postgresql.jdbc.PgConnection.class).abort(Runnable::run);
            pool.giveBack(broken);
            Connection next = pool.acquire("test", Deadline.after(LONG));
            assertThat(next.isValid(5)).isTrue();
            assertThat(opened).hasValue(2);
            pool.giveBack(next);
        }
    }
}
