package io.github.mem0j.resilience;

import io.github.mem0j.UserMemory;
import io.github.mem0j.store.Degradation;
import io.github.mem0j.store.ListResult;
import java.util.UUID;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.function.Supplier;

/** Changes a memory of its own again and again, and must always see what it wrote last. */
final class Worker {
    static final String NAME = "worker-";

    private final UserMemory user;
    private final Aside<Boolean> running;
    private volatile int rounds;
    private volatile boolean stopped;
    private volatile boolean degraded;
    private final LongAccumulator longest = new LongAccumulator(Math::max, 0);

    private Worker(int number, UserMemory user) {
        this.user = user;
        running = Aside.call(() -> work(number));
    }

    static Worker start(int number, UserMemory user) {
        return new Worker(number, user);
    }

    private boolean work(int number) {
        Thread.currentThread().setName(NAME + number);
        UUID id = user.add("text 0");
        for (int round = 1; !stopped; round++) {
            boolean mustBeDegraded = degraded;
            String text = "text " + round;
            timed(() -> user.update(id, text));
            for (int i = 0; i < 3; i++) {
                ListResult list = timed(user::list);
                String seen = list.memories().get(0).text();
                boolean isDegraded = list.provenance().degradations().contains(Degradation.CACHE_UNAVAILABLE);
                if (!seen.equals(text) || (mustBeDegraded && degraded && !isDegraded)) {
                    throw new AssertionError("saw " + seen + " after " + text + ", " + list.provenance());
                }
            }
            rounds = round;
        }
        return true;
    }

    private <T> T timed(Supplier<T> call) {
        long start = System.nanoTime();
        T result = call.get();
        longest.accumulate(System.nanoTime() - start);
        return result;
    }

    /** Of the calls since the last time that it was asked, in microseconds. */
    long longestMicros() {
        return longest.getThenReset() / 1_000;
    }

    /** From the next round on answers must say that Redis is down, or need not. */
    void expectDegraded(boolean must) {
        degraded = must;
    }

    int rounds() {
        return rounds;
    }

    boolean failed() {
        return running.isDone();
    }

    /** Fails if it ever saw something wrong. */
    void stop() {
        stopped = true;
        Boolean unused = running.get();
    }
}
