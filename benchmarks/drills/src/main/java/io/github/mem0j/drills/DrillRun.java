package io.github.mem0j.drills;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/** In what form drills are run, and with which servers. */
final class DrillRun implements AutoCloseable {
    final Servers servers = new Servers();
    private final boolean full;
    private final AtomicInteger names = new AtomicInteger();

    DrillRun(boolean full) {
        this.full = full;
    }

    boolean isFull() {
        return full;
    }

    String form() {
        return full ? "full" : "short";
    }

    <T> T choose(T ofShort, T ofFull) {
        return full ? ofFull : ofShort;
    }

    Duration millis(long ofShort, long ofFull) {
        return Duration.ofMillis(choose(ofShort, ofFull));
    }

    /** For a schema and a namespace that nobody else has. */
    String newName(Drill drill) {
        return drill.name().toLowerCase(Locale.ROOT).replace('-', '_') + "_" + names.incrementAndGet();
    }

    /** With the shared servers. */
    Stack.Settings settings(String name) {
        return new Stack.Settings(
                name, servers.postgres().get(), servers.redis().get());
    }

    @Override
    public void close() {
        servers.close();
    }
}
