package io.github.mem0j.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.mem0j.cache.LocalCache;
import io.github.mem0j.cache.RedisCache;
import io.github.mem0j.embedded.EmbeddedMemoryStore;
import io.github.mem0j.layer.MemoryStack;
import io.github.mem0j.services.CapturedErr;
import io.github.mem0j.services.Redis;
import io.github.mem0j.testkit.Fault;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.launcher.listeners.TestExecutionSummary;
import redis.clients.jedis.UnifiedJedis;

/** Tries every order of the layers over a backend that fails, and holds {@code docs/ordering.md} to what comes of it. */
class OrderingIT {
    private static final Path DOCUMENT = Path.of("..", "docs", "ordering.md");
    private static final int THRESHOLD = 5;
    private static final int THREADS = Outage.KNOWN;

    private static final String HEAD = """
            # The order of layers

            Put `Resilience` next to the store, `RedisCache` around it and `LocalCache` around that. Then both caches can
            answer while the circuit breaker is open, and the breaker hears of every failure: a dead store is asked five
            times and then left alone. Other orders hold the contract too, so `MemoryStack.build()` does not refuse them: it
            logs a warning for each pair of layers that is the wrong way round, and for a second `Resilience`, whose retries
            multiply. Refused is only a `LocalCache` that has no `RedisCache` below it and does not say `singleJvm()`, as it
            does in the tables wherever it has none.

            This page is written by `OrderingIT`, which tries all orders and fails if this file differs; it is then
            written anew, to be looked at and committed. Layers are as they are by default (the breaker opens after 5
            failures in a row, what fails is repeated twice), but that reads have a deadline of 400 ms, that pauses between
            repetitions last 1 to 2 ms, that answers are fresh for a second, and that the breaker stays open for longer
            than the test. Before the store dies some searches are asked, and their answers pass their freshness.

            | order, outermost first | contract | a repeated search is answered by | stale answers | calls that reached the dead store | slowest call | calls as slow as that |
            | --- | --- | --- | ---: | ---: | --- | ---: |
            """;

    private static final String MIDDLE = """

            - *Contract*: `MemoryStoreContract` through these layers, over the embedded store.
            - *Stale answers* and *calls that reached*: of 100 searches that had been asked before, while the store
              fails at once. Every answer was marked STALE and told its true age or more.
            - *Slowest* and *as slow*: of 20 such searches, while the store hangs. All were answered, stale.

            When searches are among them that nobody asked before:

            | order, outermost first | stale answers to 50, in turn with 50 new ones | calls of these 100 that reached the dead store | stale answers to 100, after 10 new ones |
            | --- | ---: | ---: | ---: |
            """;

    private static final String TAIL = """

            With `Resilience` around a cache, each stale answer is a success to its breaker. So it does not open, each read
            goes on asking the dead store, and what fails is tried three times; and once other calls have opened it, it
            refuses what the cache could have answered.

            With `RedisCache` around `LocalCache`, what the heap has is asked for in Redis first: a round trip where there
            need be none. And nobody tells the local cache what other JVMs write, so there may be one JVM only.
            """;

    @RegisterExtension
    static final Redis redis = Redis.shared();

    private static UnifiedJedis client;

    @BeforeAll
    static void connect() {
        // Not about outages of Redis: a slow moment of the machine must not become one.
        client = Clients.redis(redis.get(), 5_000);
    }

    @AfterAll
    static void disconnect() {
        client.close();
    }

    private static Outage outage(StackOrder order, CircuitBreaker.Builder breaker) {
        return new Outage(order, breaker, client, redis.namespace() + UUID.randomUUID());
    }

    private static CircuitBreaker.Builder breaker() {
        return CircuitBreaker.postgres().openFor(Duration.ofHours(1));
    }

    @Test
    void theDocumentSaysWhatEachOrderDoes() throws IOException {
        Map<StackOrder, Aside<OrderRow>> rows = new LinkedHashMap<>();
        for (StackOrder order : StackOrder.ALL) {
            String contract = contract(order);
            // Aside, since outages are mostly waiting.
            rows.put(order, Aside.call(() -> {
                try (Outage outage = outage(order, breaker())) {
                    return OrderRow.of(contract, outage);
                }
            }));
        }
        StringBuilder text = new StringBuilder(HEAD);
        rows.forEach((order, row) -> text.append(row.get().first(order)));
        text.append(MIDDLE);
        rows.forEach((order, row) -> text.append(row.get().second(order)));
        OrderRow recommended = rows.get(StackOrder.RECOMMENDED).get();
        assertThat(recommended.contract()).isEqualTo("held");
        assertThat(recommended.stale()).isEqualTo(OrderRow.CALLS);
        assertThat(recommended.staleAfterNew()).isEqualTo(OrderRow.CALLS);
        assertThat(recommended.reached()).isLessThanOrEqualTo(THRESHOLD);
        assertThat(recommended.reachedAmongNew()).isLessThanOrEqualTo(THRESHOLD);
        assertThat(recommended.waited()).isLessThanOrEqualTo(THRESHOLD);
        assertWritten(text.append(TAIL).toString());
    }

    private static String contract(StackOrder order) {
        TestExecutionSummary cases = OrderContract.through(order, client, redis.namespace());
        assertThat(cases.getTestsStartedCount()).as("cases").isGreaterThan(400);
        cases.printFailuresTo(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
        long failed = cases.getTestsFoundCount() - cases.getTestsSucceededCount();
        return failed == 0 ? "held" : failed + " cases failed";
    }

    @Test
    void aDeadStoreIsAskedByThoseInFlightOnly() {
        try (Outage outage = outage(StackOrder.RECOMMENDED, breaker())) {
            for (Fault fault : List.of(Fault.UNAVAILABLE, Fault.HANG)) {
                outage.begin(fault);
                AtomicInteger threads = new AtomicInteger();
                // A question for each thread: those who ask the same would share a call.
                List<Integer> answered = Aside.together(THREADS, () -> {
                    int question = threads.getAndIncrement();
                    return (int) IntStream.range(0, OrderRow.CALLS)
                            .filter(i -> outage.ask(question).isPresent())
                            .count();
                });
                assertThat(answered).hasSize(THREADS).containsOnly(OrderRow.CALLS);
                assertThat(outage.reached()).isBetween(THRESHOLD, THRESHOLD + THREADS);
            }
            assertThat(outage.askById()).isPresent();
        }
    }

    @Test
    void staleAnswersGrowOlderAndOnlyProbesReachTheDeadStore() {
        AtomicInteger probes = new AtomicInteger();
        CircuitBreaker.Builder brief = CircuitBreaker.postgres()
                .openFor(Duration.ofMillis(20))
                .listener(change -> probes.addAndGet(change.to() == CircuitBreaker.State.HALF_OPEN ? 1 : 0));
        try (Outage outage = outage(StackOrder.RECOMMENDED, brief)) {
            outage.begin(Fault.UNAVAILABLE);
            Duration first = outage.ask(0).orElseThrow();
            Aside.until("five probes", () -> {
                assertThat(outage.ask(0)).isPresent();
                return probes.get() >= 5;
            });
            assertThat(outage.ask(0).orElseThrow()).isGreaterThan(first.plusMillis(50));
            assertThat(outage.reached()).isLessThanOrEqualTo(THRESHOLD + probes.get());
        }
    }

    @Test
    void theStackWarnsOfEachPairInAnotherOrder() {
        Map<String, Long> warnings = new LinkedHashMap<>();
        for (StackOrder order : StackOrder.ALL) {
            String logged = CapturedErr.during(() -> order.around(
                            EmbeddedMemoryStore.create(),
                            Resilience.defaults(),
                            RedisCache.builder(client).namespace(redis.namespace() + UUID.randomUUID()),
                            LocalCache.builder())
                    .close());
            warnings.put(
                    order.toString(),
                    logged.lines()
                            .filter(line -> line.contains("(see docs/ordering.md)"))
                            .count());
        }
        assertThat(warnings)
                .containsExactly(
                        Map.entry("LocalCache(RedisCache(Resilience(store)))", 0L),
                        Map.entry("RedisCache(LocalCache(Resilience(store)))", 1L),
                        Map.entry("LocalCache(Resilience(RedisCache(store)))", 1L),
                        Map.entry("Resilience(LocalCache(RedisCache(store)))", 2L),
                        Map.entry("RedisCache(Resilience(LocalCache(store)))", 2L),
                        Map.entry("Resilience(RedisCache(LocalCache(store)))", 3L));
    }

    @Test
    void aLocalCacheThatHearsOfNobodysWritesIsRefused() {
        RedisCache around =
                RedisCache.builder(client).namespace(redis.namespace()).build();
        MemoryStack stack = MemoryStack.over(EmbeddedMemoryStore.create())
                .layer(Resilience.defaults())
                .layer(LocalCache.defaults())
                .layer(around);
        assertThatIllegalArgumentException()
                .isThrownBy(stack::build)
                .withMessageContaining("put a RedisCache below it")
                .withMessageContaining("singleJvm()");
    }

    private static void assertWritten(String text) throws IOException {
        String before = Files.exists(DOCUMENT) ? Files.readString(DOCUMENT) : "";
        if (!before.equals(text)) {
            Files.writeString(DOCUMENT, text);
        }
        assertThat(text)
                .as("docs/ordering.md differed and has been written anew: look at the difference and commit it")
                .isEqualTo(before);
    }
}
