package io.github.mem0j.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.testkit.Fault;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What one order did in outages, for docs/ordering.md. Times vary by machine, so none is kept: a call waited for its
 * deadline, or it did not.
 *
 * @param contract "held", or how many of its cases failed
 * @param hitsFrom where an answer came from that was asked twice before the outage
 * @param stale of 100 searches that had been asked before, how many were answered
 * @param reached how many calls these made to the dead backend
 * @param staleAmongNew of 50 of them in turn with 50 new ones
 * @param reachedAmongNew how many calls these 100 made
 * @param staleAfterNew of 100 of them after 10 new ones
 * @param waited of 20 of them, while the backend hangs, how many waited for their deadline
 * @param slowest of these, in whole deadlines
 */
record OrderRow(
        String contract,
        String hitsFrom,
        int stale,
        int reached,
        int staleAmongNew,
        int reachedAmongNew,
        int staleAfterNew,
        int waited,
        long slowest) {
    static final int CALLS = 100;
    static final int HANGING = 20;

    static OrderRow of(String contract, Outage outage) {
        outage.begin(Fault.UNAVAILABLE);
        int stale = known(outage, CALLS);
        int reached = outage.reached();

        outage.begin(Fault.UNAVAILABLE);
        int staleAmongNew = 0;
        for (int i = 0; i < CALLS / 2; i++) {
            assertThat(outage.ask(Outage.KNOWN + i)).isEmpty();
            staleAmongNew += known(outage, 1);
        }
        int reachedAmongNew = outage.reached();

        outage.begin(Fault.UNAVAILABLE);
        for (int i = 0; i < CALLS / 10; i++) {
            assertThat(outage.ask(Outage.KNOWN + i)).isEmpty();
        }
        int staleAfterNew = known(outage, CALLS);

        outage.begin(Fault.HANG);
        long[] nanos = IntStream.range(0, HANGING).mapToLong(i -> nanos(outage)).toArray();
        long deadline = Outage.DEADLINE.toNanos();
        int waited = (int)
                IntStream.range(0, HANGING).filter(i -> nanos[i] >= deadline).count();
        long slowest =
                IntStream.range(0, HANGING).mapToLong(i -> nanos[i]).max().orElseThrow() / deadline;
        return new OrderRow(
                contract,
                outage.hitsFrom,
                stale,
                reached,
                staleAmongNew,
                reachedAmongNew,
                staleAfterNew,
                waited,
                slowest);
    }

    String first(StackOrder order) {
        return line(
                order,
                contract,
                hitsFrom,
                stale,
                reached,
                // Whole ones, and a busy machine may add some of its own.
                slowest == 0 ? "at once" : slowest < 4 ? "its deadline" : slowest + " deadlines",
                waited);
    }

    String second(StackOrder order) {
        return line(order, staleAmongNew, reachedAmongNew, staleAfterNew);
    }

    private static String line(Object... cells) {
        return Stream.of(cells).map(Object::toString).collect(Collectors.joining(" | ", "| ", " |\n"));
    }

    private static int known(Outage outage, int calls) {
        return (int)
                IntStream.range(0, calls).filter(i -> outage.ask(0).isPresent()).count();
    }

    private static long nanos(Outage outage) {
        long start = System.nanoTime();
        Optional<Duration> unused = outage.ask(0);
        return System.nanoTime() - start;
    }
}
