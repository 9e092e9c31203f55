package io.github.mem0j.observation;

import com.sun.management.ThreadMXBean;
import io.github.mem0j.embedded.EmbeddedMemoryStore;
import io.github.mem0j.layer.Call;
import io.github.mem0j.layer.InterceptingMemoryStore;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.StoreResult;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the layer adds to a call, {@code mvn -q -Pspeed-observation}: a get of one memory from the embedded store, with and
 * without it, turn by turn, in the thread's CPU time; nothing here waits. Medians of rounds. Beside them a layer that only
 * passes on, and what reading the clock twice takes, which is most of the rest.
 */
final class ObservationSpeed {
    private static final int ROUNDS = 31;
    private static final int CALLS = 200_000;

    private final PrintStream out = System.out;
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final GetRequest request;
    /** Read by nobody: so that no call can be left out. */
    volatile Object sink = "";

    private ObservationSpeed(UUID id) {
        request = GetRequest.of(Scripted.ALICE, id);
    }

    public static void main(String[] args) {
        MemoryStore bare = EmbeddedMemoryStore.create();
        UUID id = bare.add(AddRequest.of(Scripted.ALICE, Scripted.SPACE, NewMemory.of("a", Scripted.EAST)))
                .ids()
                .get(0);
        AtomicLong told = new AtomicLong();
        Observation counting = Observation.builder()
                .listener(event -> told.lazySet(event.items()))
                .build();
        Observation inner = Observation.builder().name("store").build();
        new ObservationSpeed(id).run(bare, new MemoryStore[] {
            new Plain(bare),
            Observation.defaults().over(bare),
            counting.over(bare),
            Observation.defaults().over(inner.over(bare))
        });
    }

    private void run(MemoryStore bare, MemoryStore... layered) {
        String[] names = {"a layer that passes on", "Observation.defaults()", "with a listener", "around a named one"};
        double[] floor = new double[ROUNDS];
        double[] clock = new double[ROUNDS];
        double[][] nanos = new double[layered.length][ROUNDS];
        double[][] added = new double[layered.length][ROUNDS];
        double[][] bytes = new double[layered.length][ROUNDS];
        for (int round = -10; round < ROUNDS; round++) {
            double twice = clock();
            Cost without = cost(bare);
            for (int i = 0; i < layered.length; i++) {
                Cost with = cost(layered[i]);
                if (round >= 0) {
                    clock[round] = twice;
                    floor[round] = without.nanos();
                    nanos[i][round] = with.nanos();
                    added[i][round] = with.nanos() - without.nanos();
                    bytes[i][round] = with.bytes() - without.bytes();
                }
            }
        }
        out.printf(
                "a get of the embedded store takes %.0f ns, reading the clock twice %.0f%n",
                median(floor), median(clock));
        for (int i = 0; i < layered.length; i++) {
            out.printf(
                    "%-24s %.2f × that: adds %4.0f ns and %4.0f B%n",
                    names[i], median(nanos[i]) / median(floor), median(added[i]), median(bytes[i]));
        }
    }

    private double clock() {
        long start = threads.getCurrentThreadCpuTime();
        long sum = 0;
        for (int i = 0; i < CALLS; i++) {
            long first = System.nanoTime();
            sum += System.nanoTime() - first;
        }
        sink = sum;
        return (double) (threads.getCurrentThreadCpuTime() - start) / CALLS;
    }

    /** Of one call. */
    private record Cost(double nanos, double bytes) {}

    private Cost cost(MemoryStore store) {
        long bytes = threads.getCurrentThreadAllocatedBytes();
        long start = threads.getCurrentThreadCpuTime();
        for (int i = 0; i < CALLS; i++) {
            sink = store.get(request);
        }
        double nanos = threads.getCurrentThreadCpuTime() - start;
        return new Cost(nanos / CALLS, (double) (threads.getCurrentThreadAllocatedBytes() - bytes) / CALLS);
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static final class Plain extends InterceptingMemoryStore {
        Plain(MemoryStore below) {
            super(below);
        }

        @Override
        protected <R extends StoreResult> R around(Call<R> call) {
            return call.proceed();
        }
    }
}
