package io.github.mem0j.resilience;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps calls away from a server that is down. <em>Closed</em>, all calls pass; after some failures in a row it is
 * <em>open</em> and refuses them at once; after a while it is <em>half open</em>: one call passes, the others are refused
 * until that one has closed it by succeeding or opened it again by failing. The state machine is Failsafe's.
 *
 * <pre>{@code
 * CircuitBreaker breaker = CircuitBreaker.postgres()
 *         .listener(change -> alerts.send(change.toString()))
 *         .build();
 * Resilience resilience = Resilience.builder().circuitBreaker(breaker).build();
 * breaker.open("the database is being upgraded"); // stays so until close(...)
 * }</pre>
 *
 * <p>What counts as a failure is told by whoever uses it; what a caller did wrong never does. Calls that began before the
 * last change of state have no say in the next. Thread-safe.
 */
public final class CircuitBreaker {
    private static final Logger log = LoggerFactory.getLogger(CircuitBreaker.class);
    static final long NO_PERMIT = -1;

    private final String name;
    private final Clock clock;
    private final Consumer<Change> listener;
    private final dev.failsafe.CircuitBreaker<Object> states;
    private final ReentrantLock changing = new ReentrantLock();
    /** Grows with each change of state: a permit is the number of the state that gave it. */
    private final AtomicLong epoch = new AtomicLong();

    /** Why it was opened by hand, or null if it was not. */
    private volatile @Nullable String held;

    private volatile Change lastChange;
    // Guarded by the lock.
    private String reason = "";
    private boolean quiet;

    /** Whether calls pass. */
    public enum State {
        CLOSED,
        OPEN,
        HALF_OPEN
    }

    /**
     * A change of state.
     *
     * @param breaker its name
     * @param reason for people to read; holds no memory text
     */
    public record Change(String breaker, State from, State to, String reason, Instant at) {}

    private CircuitBreaker(Builder builder) {
        name = builder.name;
        clock = builder.clock;
        listener = builder.listener;
        lastChange = new Change(name, State.CLOSED, State.CLOSED, "new", clock.instant());
        states = dev.failsafe.CircuitBreaker.builder()
                .withFailureThreshold(builder.failures)
                .withSuccessThreshold(1)
                .withDelay(builder.openFor)
                .onOpen(event -> changed(State.OPEN))
                .onHalfOpen(event -> changed(State.HALF_OPEN))
                .onClose(event -> changed(State.CLOSED))
                .build();
    }

    /** Opens after 5 failures in a row, for 30 seconds. */
    public static Builder builder(String name) {
        return new Builder(name);
    }

    /** Opens after 5 failures in a row, for 30 seconds. */
    public static Builder postgres() {
        return builder("postgres");
    }

    /** Opens after 3 failures in a row, for 45 seconds. */
    public static Builder neo4j() {
        return builder("neo4j").failures(3).openFor(Duration.ofSeconds(45));
    }

    /** Opens after 3 failures in a row, for a second. */
    public static Builder redis() {
        return builder("redis").failures(3).openFor(Duration.ofSeconds(1));
    }

    /** Opens after 3 failures in a row, for 15 seconds. */
    public static Builder embedder() {
        return builder("embedder").failures(3).openFor(Duration.ofSeconds(15));
    }

    public String name() {
        return name;
    }

    public State state() {
        return held != null ? State.OPEN : State.valueOf(states.getState().name());
    }

    /** The latest change of state; of a new breaker, its making. */
    public Change lastChange() {
        return lastChange;
    }

    /** Opens it until {@link #close} is called. */
    public void open(String reason) {
        change(reason, () -> {
            held = Objects.requireNonNull(reason, "reason");
            states.open();
        });
    }

    /** Closes it, whoever opened it. */
    public void close(String reason) {
        change(reason, () -> {
            held = null;
            states.close();
        });
    }

    /** Whether the next call will get no permit for certain. */
    boolean isRefusing() {
        return held != null || (states.isOpen() && states.getRemainingDelay().compareTo(Duration.ZERO) > 0);
    }

    /** To be given back with what came of the call; {@link #NO_PERMIT} if there must be none. */
    long acquire() {
        if (held != null) {
            return NO_PERMIT;
        }
        if (states.isClosed()) {
            return epoch.get();
        }
        changing.lock();
        try {
            reason = "its time is over: one call tries";
            return held == null && states.tryAcquirePermit() ? epoch.get() : NO_PERMIT;
        } finally {
            changing.unlock();
        }
    }

    void succeeded(long permit) {
        if (permit != epoch.get()) {
            return;
        }
        if (states.isClosed()) {
            states.recordSuccess();
        } else {
            change("a call succeeded", () -> {
                if (permit == epoch.get()) {
                    states.recordSuccess();
                }
            });
        }
    }

    /** @param failure for people to read */
    void failed(long permit, String failure) {
        change(failure, () -> {
            if (permit == epoch.get()) {
                states.recordFailure();
            }
        });
    }

    /** The call said nothing about the server. */
    void ignored(long permit) {
        if (permit != epoch.get() || !states.isHalfOpen()) {
            return;
        }
        change("", () -> {
            if (permit == epoch.get() && states.isHalfOpen()) {
                // Failsafe has no other way to give the one permit to the next.
                quiet = true;
                states.open();
                states.halfOpen();
                quiet = false;
            }
        });
    }

    /** Why there is no permit, for a message. */
    String refusal() {
        String byHand = held;
        if (byHand != null) {
            return "circuit breaker '" + name + "' was opened by hand (" + byHand + ")";
        }
        Change last = lastChange;
        return "circuit breaker '" + name + "' is open for another "
                + states.getRemainingDelay().toMillis() + " ms, since " + last.at() + " (" + last.reason() + ")";
    }

    private void change(String why, Runnable action) {
        changing.lock();
        try {
            reason = why;
            action.run();
        } finally {
            changing.unlock();
        }
    }

    /** Called by Failsafe, in the thread that changed the state and so holds the lock. */
    private void changed(State to) {
        if (quiet) {
            return;
        }
        epoch.incrementAndGet();
        Change change = new Change(name, lastChange.to(), to, reason, clock.instant());
        lastChange = change;
        if (to == State.OPEN) {
            log.warn("Circuit breaker '{}' opens: {}", name, reason);
        } else {
            log.info("Circuit breaker '{}' is {}: {}", name, to, reason);
        }
        try {
            listener.accept(change);
        } catch (RuntimeException e) {
            log.warn("The listener of circuit breaker '{}' failed", name, e);
        }
    }

    @Override
    public String toString() {
        return "CircuitBreaker[" + name + ", " + state() + "]";
    }

    /** Not thread-safe; what it builds is. */
    public static final class Builder {
        private final String name;
        private int failures = 5;
        private Duration openFor = Duration.ofSeconds(30);
        private Consumer<Change> listener = change -> {};
        private Clock clock = Clock.systemUTC();

        private Builder(String name) {
            this.name = Objects.requireNonNull(name, "name");
        }

        /** How many failures in a row open it. */
        public Builder failures(int number) {
            failures = number;
            return this;
        }

        /** For how long it then refuses all calls. */
        public Builder openFor(Duration duration) {
            openFor = duration;
            return this;
        }

        /**
         * Told of each change of state, one after the other, by the thread that caused it and before its call goes on: so
         * it must be quick. None by default.
         */
        public Builder listener(Consumer<Change> listener) {
            this.listener = Objects.requireNonNull(listener, "listener");
            return this;
        }

        /** What dates the changes; the system's by default. */
        public Builder clock(Clock clock) {
            this.clock = Objects.requireNonNull(clock, "clock");
            return this;
        }

        /**
         * The breaker, closed.
         *
         * @throws IllegalArgumentException naming what cannot be
         */
        public CircuitBreaker build() {
            if (failures < 1 || !Settings.isPositive(openFor)) {
                throw new IllegalArgumentException("failures must be at least 1 and openFor positive, but they are "
                        + failures + " and " + openFor);
            }
            return new CircuitBreaker(this);
        }
    }
}
