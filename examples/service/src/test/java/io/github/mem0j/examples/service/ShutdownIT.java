package io.github.mem0j.examples.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.testkit.TestEmbedder;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The end of the service under load: within 5 seconds, every call with an answer or a reason, and no thread left. */
class ShutdownIT {
    private static final int CALLERS = 16;
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final List<String> OTHERS = List.of(
            "HttpClient-",
            "process reaper",
            "Common-Cleaner",
            "Cleaner-",
            "CompletableFutureDelayScheduler",
            "ForkJoinPool");

    /** @param hangs whether PostgreSQL no longer answers when the end begins */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void endsInTime(boolean hangs) throws InterruptedException {
        Set<Thread> before = threads();
        MemoryService service = MemoryService.start(Servers.settings(), TestEmbedder.create());
        Load load = new Load(service);
        load.start();
        assertThat(load.warm.await(30, TimeUnit.SECONDS)).isTrue();
        long took;
        try {
            if (hangs) {
                Servers.POSTGRES.pause();
                Polling.until(
                        "callers wait for PostgreSQL", Duration.ofSeconds(5), () -> load.waiting() >= CALLERS / 2);
            }
            long start = System.nanoTime();
            service.close();
            took = System.nanoTime() - start;
        } finally {
            Servers.POSTGRES.resume();
        }
        load.join();

        System.out.printf(
                "Shutdown under load%s took %d ms; calls: %s%n",
                hangs ? ", PostgreSQL hanging," : "", took / 1_000_000, load.outcomes());
        assertThat(Duration.ofNanos(took)).isLessThan(LIMIT);
        assertThat(load.broken).isEmpty();
        assertThat(load.calls.get("answered")).isNotNull();
        waitUntilNoneIsLeft(before);
    }

    @Test
    void canBeClosedTwice() {
        MemoryService service = MemoryService.start(Settings.local(null, null, null), TestEmbedder.create());
        service.close();
        service.close();
        assertThat(threads()).noneMatch(thread -> thread.getName().startsWith("service-"));
    }

    private static void waitUntilNoneIsLeft(Set<Thread> before) throws InterruptedException {
        try {
            Polling.until("no thread is left", LIMIT, () -> left(before).isEmpty());
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + ": " + left(before), e);
        }
    }

    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet();
    }

    /** Those that have begun since, but for the callers' own and those that the JDK keeps for all of the JVM. */
    private static List<String> left(Set<Thread> before) {
        return threads().stream()
                .filter(thread -> !before.contains(thread))
                .map(Thread::getName)
                .filter(name -> OTHERS.stream().noneMatch(name::startsWith))
                .toList();
    }

    /** Callers who add and search without a pause until the service is gone. */
    private static final class Load {
        final CountDownLatch warm = new CountDownLatch(CALLERS * 10);
        final Map<String, AtomicInteger> calls = new ConcurrentHashMap<>();
        final Queue<String> broken = new ConcurrentLinkedQueue<>();
        private final List<Thread> threads = new ArrayList<>();
        private final Client client;
        private final AtomicInteger underWay = new AtomicInteger();

        Load(MemoryService service) {
            client = new Client(service);
        }

        void start() {
            for (int i = 0; i < CALLERS; i++) {
                int caller = i;
                Thread thread = new Thread(() -> run(caller), "caller-" + i);
                threads.add(thread);
                thread.start();
            }
        }

        /** How many wait for an answer, all callers having stopped to get any. */
        int waiting() {
            return underWay.get();
        }

        private void run(int caller) {
            for (int i = 0; i < 1_000_000; i++) {
                underWay.incrementAndGet();
                try {
                    Client.Answer answer = i % 2 == 0
                            ? client.post("/memories", Map.of("user_id", "u" + caller, "text", "Number " + i))
                            : client.search("stranger " + caller + " " + i, "number");
                    tell(answer);
                    warm.countDown();
                } catch (UncheckedIOException e) {
                    count(e.getCause() instanceof ConnectException ? "not connected" : "cut");
                    return;
                } finally {
                    underWay.decrementAndGet();
                }
            }
        }

        private void tell(Client.Answer answer) {
            if (answer.status() == 200 || answer.status() == 201) {
                count("answered");
            } else if (answer.status() == 503
                    && answer.body().hasNonNull("error")
                    && !answer.header("Retry-After").isEmpty()) {
                count("503");
            } else {
                broken.add(answer.status() + " " + answer.whole().body());
            }
        }

        private void count(String outcome) {
            calls.computeIfAbsent(outcome, any -> new AtomicInteger()).incrementAndGet();
        }

        String outcomes() {
            return calls.toString();
        }

        void join() throws InterruptedException {
            for (Thread thread : threads) {
                thread.join(30_000);
                assertThat(thread.isAlive()).isFalse();
            }
        }
    }
}
