package io.github.mem0j.observation;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Warns of slow calls, not too often. Lock-free. */
final class SlowLog {
    private static final Logger log = LoggerFactory.getLogger(Observation.class);

    private final long everyNanos;
    private final Map<String, Turnstile> turnstiles = new ConcurrentHashMap<>();

    SlowLog(long everyNanos) {
        this.everyNanos = everyNanos;
    }

    /**
     * Warns of a call that ended {@code now}, or counts it for the next warning of its operation.
     *
     * @param prefix of the line
     */
    void slow(String prefix, OperationEvent event, long now) {
        Turnstile turnstile = turnstiles.computeIfAbsent(event.operation(), operation -> new Turnstile(now));
        long passedOver = turnstile.enter(now, everyNanos);
        if (passedOver >= 0) {
            log.warn(
                    "{}{}{}",
                    prefix,
                    line(event),
                    passedOver == 0 ? "" : "; " + passedOver + " more since the last warning");
        }
    }

    /** Lets one by in each interval. */
    private static final class Turnstile {
        private final AtomicLong opens;
        private final AtomicLong passedOver = new AtomicLong();

        Turnstile(long now) {
            opens = new AtomicLong(now);
        }

        /** How many were held since the last that went by, or −1 if this one is held too. */
        long enter(long now, long everyNanos) {
            long at = opens.get();
            boolean goesBy = everyNanos == 0 || (now - at >= 0 && opens.compareAndSet(at, now + everyNanos));
            return goesBy ? passedOver.getAndSet(0) : -passedOver.incrementAndGet();
        }
    }

    private static String line(OperationEvent event) {
        StringBuilder line =
                new StringBuilder(event.operation()).append(" took ").append(millis(event.nanos()));
        String separator = " (";
        for (LayerTime inside : event.inside()) {
            line.append(separator).append(inside.layer()).append(' ').append(millis(inside.nanos()));
            if (inside.calls() > 1) {
                line.append(" in ").append(inside.calls()).append(" calls");
            }
            separator = ", ";
        }
        line.append(event.inside().isEmpty() ? ", " : "), ");
        if (event.outcome() == CallOutcome.ANSWERED) {
            answer(event, line);
        } else {
            line.append("ended ").append(event.outcome());
        }
        if (event.asked() > 0) {
            line.append(", ").append(event.asked()).append(" asked for");
        }
        return line.toString();
    }

    private static void answer(OperationEvent event, StringBuilder line) {
        line.append("answered");
        if (event.source() != null) {
            line.append(" by ").append(event.source());
        }
        if (!event.degradations().isEmpty()) {
            line.append(' ')
                    .append(event.degradations())
                    .append(", ")
                    .append(seconds(event.age()))
                    .append(" old");
        }
        line.append(", ").append(event.items()).append(" items");
    }

    private static String millis(long nanos) {
        return String.format(Locale.ROOT, nanos < 10_000_000 ? "%.1f ms" : "%.0f ms", nanos / 1e6);
    }

    private static String seconds(Duration age) {
        return String.format(Locale.ROOT, "%.1f s", age.toMillis() / 1e3);
    }
}
