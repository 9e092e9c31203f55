package io.github.mem0j.resilience;

import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * By how much calls end after their deadlines, and what part of that is the machine's: a thread that sleeps a millisecond
 * at a time sees when it is not let run. Thread-safe.
 */
final class Lateness implements AutoCloseable {
    private static final long NAP_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /** A shorter pause is nobody's excuse. */
    private static final long HICCUP_NANOS = TimeUnit.MILLISECONDS.toNanos(4);

    private record Span(long from, long to) {
        /** How much of it was {@code hiccups}. */
        long shared(Queue<Span> hiccups) {
            return hiccups.stream()
                    .mapToLong(hiccup -> Math.max(0, Math.min(to, hiccup.to) - Math.max(from, hiccup.from)))
                    .sum();
        }

        long nanos() {
            return to - from;
        }
    }

    private final Queue<Span> calls = new ConcurrentLinkedQueue<>();
    private final Queue<Span> hiccups = new ConcurrentLinkedQueue<>();
    private final Thread meter = new Thread(this::measure, "aside");
    private volatile boolean over;

    Lateness() {
        meter.setDaemon(true);
        meter.start();
    }

    private void measure() {
        long before = System.nanoTime();
        while (!over) {
            LockSupport.parkNanos(NAP_NANOS);
            long now = System.nanoTime();
            if (now - before > HICCUP_NANOS) {
                hiccups.add(new Span(before + NAP_NANOS, now));
            }
            before = now;
        }
    }

    /** A call has ended whose deadline was then. */
    void ended(long deadline) {
        calls.add(new Span(deadline, System.nanoTime()));
    }

    /** Begins anew. */
    void clear() {
        calls.clear();
        hiccups.clear();
    }

    /** Of the call that ended latest. */
    long worstMillis() {
        return late().stream().findFirst().orElse(0L);
    }

    /** The machine's longest anywhere, by which it may hit a call where the meter does not see it. */
    long longestHiccupMillis() {
        return hiccups.stream().mapToLong(Span::nanos).max().orElse(0) / 1_000_000;
    }

    /** Of those calls that ended past their deadlines. */
    long medianMillis() {
        List<Long> late = late();
        return late.isEmpty() ? 0 : late.get(late.size() / 2);
    }

    /** In milliseconds, without the hiccups that each call met after its deadline, the latest first. */
    private List<Long> late() {
        return calls.stream()
                .filter(call -> call.nanos() > 0)
                .map(call -> (call.nanos() - call.shared(hiccups)) / 1_000_000)
                .sorted(Comparator.reverseOrder())
                .toList();
    }

    @Override
    public void close() {
        over = true;
    }

    @Override
    public String toString() {
        List<Long> late = late();
        long raw = calls.stream().mapToLong(Span::nanos).max().orElse(0) / 1_000_000;
        return late.size() + " of " + calls.size() + " calls ended past their deadlines, by " + raw
                + " ms at most; without the machine's hiccups by " + late.subList(0, Math.min(5, late.size()));
    }
}
