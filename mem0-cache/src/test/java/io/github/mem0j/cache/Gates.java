package io.github.mem0j.cache;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A probe that stops the threads of one JVM's caches where a test wants them. Thread-safe. */
final class Gates implements Probe {
    private static final int PATIENCE_SECONDS = 20;

    /** One thread that is stopped, once. */
    static final class Gate {
        private final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch open = new CountDownLatch(1);

        /** Returns when the thread is there. */
        Gate await() {
            waitFor(reached, "nobody came to the gate");
            return this;
        }

        void open() {
            open.countDown();
        }
    }

    /** What a crash is in these tests: nobody catches it, so nothing more is sent. */
    static final class Crash extends Error {
        private static final long serialVersionUID = 1;
    }

    /** What the next thread at a point does. */
    private record Order(Point point, Runnable action) {}

    private final List<Order> orders = new ArrayList<>();
    private final List<Gate> gates = new ArrayList<>();
    private final List<Point> passed = new ArrayList<>();

    /** Stops the next thread that comes to this point. */
    Gate hold(Point point) {
        Gate gate = new Gate();
        synchronized (this) {
            gates.add(gate);
        }
        next(point, () -> {
            gate.reached.countDown();
            waitFor(gate.open, "nobody opened the gate");
        });
        return gate;
    }

    /** The next thread at this point does that. */
    synchronized void next(Point point, Runnable action) {
        orders.add(new Order(point, action));
    }

    /** The next thread at this point goes no further, as if its JVM had died there. */
    void crash(Point point) {
        next(point, () -> {
            throw new Crash();
        });
    }

    /** How many threads have come to this point. */
    synchronized int count(Point point) {
        return (int) passed.stream().filter(point::equals).count();
    }

    synchronized void openAll() {
        gates.forEach(Gate::open);
    }

    @Override
    public void at(Point point) {
        Runnable action = () -> {};
        synchronized (this) {
            passed.add(point);
            for (Order order : orders) {
                if (order.point() == point) {
                    orders.remove(order);
                    action = order.action();
                    break;
                }
            }
        }
        action.run();
    }

    private static void waitFor(CountDownLatch latch, String otherwise) {
        try {
            if (!latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError(otherwise);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
