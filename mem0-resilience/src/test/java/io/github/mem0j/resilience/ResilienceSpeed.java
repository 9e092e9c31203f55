package io.github.mem0j.resilience;

import com.sun.management.ThreadMXBean;
import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.RetryPolicy;
import dev.failsafe.Timeout;
import io.github.mem0j.embedded.EmbeddedMemoryStore;
import io.github.mem0j.layer.Call;
import io.github.mem0j.layer.InterceptingMemoryStore;
import io.github.mem0j.model.Embedding;
import io.github.mem0j.model.EmbeddingSpace;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.SearchRequest;
import io.github.mem0j.store.SearchResult;
import io.github.mem0j.store.StoreResult;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Supplier;

/**
 * What the layer adds to a healthy call, {@code mvn -q -Pspeed-resilience}: a search of a store that does nothing, with and
 * without it, turn by turn; and beside it what the same policies cost as Failsafe executes them. Medians of rounds.
 */
final class ResilienceSpeed {
    private static final int ROUNDS = 31;
    private static final int CALLS = 100_000;
    private static final EmbeddingSpace SPACE = new EmbeddingSpace("speed", 384);

    private final PrintStream out = System.out;
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    /** Read by nobody: so that no call can be left out. */
    volatile Object sink = "";

    private ResilienceSpeed() {}

    public static void main(String[] args) {
        new ResilienceSpeed().run();
    }

    private void run() {
        float[] vector = new float[SPACE.dimensions()];
        vector[0] = 1;
        SearchRequest request = SearchRequest.of(MemoryScope.user("alice"), SPACE, Embedding.of(vector));
        MemoryStore bare = new Nothing(EmbeddedMemoryStore.create());
        compare("Resilience.defaults()", bare, Resilience.defaults().over(bare), request, "at most 0.50 and 600");
        compare(
                "the same with a bulkhead",
                bare,
                Resilience.builder().bulkhead(16, 100).build().over(bare),
                request,
                "no bound");
        dev.failsafe.CircuitBreaker<Object> breaker = dev.failsafe.CircuitBreaker.ofDefaults();
        compare("Failsafe: breaker", bare, new ByFailsafe(bare, Failsafe.with(breaker)), request, "for comparison");
        compare(
                "Failsafe: retry, breaker",
                bare,
                new ByFailsafe(bare, Failsafe.with(RetryPolicy.ofDefaults(), breaker)),
                request,
                "for comparison");
        compare(
                "Failsafe: retry, breaker, timeout",
                bare,
                new ByFailsafe(
                        bare, Failsafe.with(RetryPolicy.ofDefaults(), breaker, Timeout.of(Duration.ofSeconds(1)))),
                request,
                "for comparison");
    }

    private void compare(String what, MemoryStore bare, MemoryStore layered, SearchRequest request, String bound) {
        double[] added = new double[ROUNDS];
        double[] bytes = new double[ROUNDS];
        for (int round = -10; round < ROUNDS; round++) {
            Cost floor = cost(() -> bare.search(request));
            Cost ours = cost(() -> layered.search(request));
            if (round >= 0) {
                added[round] = ours.nanos() - floor.nanos();
                bytes[round] = ours.bytes() - floor.bytes();
            }
        }
        out.printf("%-36s adds %6.3f µs and %5.0f B (%s)%n", what, median(added) / 1e3, median(bytes), bound);
    }

    /** Of one call. */
    private record Cost(double nanos, double bytes) {}

    private Cost cost(Supplier<SearchResult> call) {
        long bytes = threads.getCurrentThreadAllocatedBytes();
        long start = System.nanoTime();
        for (int i = 0; i < CALLS; i++) {
            sink = call.get();
        }
        double nanos = System.nanoTime() - start;
        return new Cost(nanos / CALLS, (double) (threads.getCurrentThreadAllocatedBytes() - bytes) / CALLS);
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    /** A store that always gives the same answer. */
    private static final class Nothing extends InterceptingMemoryStore {
        private final SearchResult answer;

        Nothing(MemoryStore below) {
            super(below);
            answer = below.search(SearchRequest.of(MemoryScope.user("alice"), SPACE, Embedding.of(vector())));
        }

        private static float[] vector() {
            float[] vector = new float[SPACE.dimensions()];
            vector[0] = 1;
            return vector;
        }

        @Override
        @SuppressWarnings("unchecked") // only searched
        protected <R extends StoreResult> R around(Call<R> call) {
            return (R) answer;
        }
    }

    /** Each call through an executor of Failsafe. */
    private static final class ByFailsafe extends InterceptingMemoryStore {
        private final FailsafeExecutor<Object> executor;

        ByFailsafe(MemoryStore below, FailsafeExecutor<Object> executor) {
            super(below);
            this.executor = executor;
        }

        @Override
        protected <R extends StoreResult> R around(Call<R> call) {
            return executor.get(call::proceed);
        }
    }
}
