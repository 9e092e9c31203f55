package io.github.mem0j.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/** Turns that arrive when they arrive, whether the last ones are done or not: exponential gaps, at a rate. */
final class OpenLoop {
    private OpenLoop() {}

    /** Milliseconds of single operations, by operation, queueing counted. */
    static Map<String, double[]> run(
            TraceTurns turns, TraceTurns.Memories memories, int threads, double perSecond, double seconds)
            throws Exception {
        long[] arrivals = new long[(int) Math.max(1, perSecond * seconds)];
        Random gaps = new Random(41);
        double at = 0;
        for (int i = 0; i < arrivals.length; i++) {
            at -= Math.log(1 - gaps.nextDouble()) / perSecond * 1e9;
            arrivals[i] = (long) at;
        }
        AtomicInteger next = new AtomicInteger();
        AtomicReference<Exception> failure = new AtomicReference<>();
        Map<String, List<Double>> millis = new TreeMap<>();
        long began = System.nanoTime();
        List<Thread> running = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            Random random = new Random(42 + i);
            Thread each = new Thread(() -> {
                Map<String, List<Double>> own = new TreeMap<>();
                try {
                    for (int turn = next.getAndIncrement(); turn < arrivals.length; turn = next.getAndIncrement()) {
                        long due = began + arrivals[turn];
                        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                            LockSupport.parkNanos(left);
                        }
                        turns.turn(
                                memories,
                                random,
                                due,
                                (operation, nanos) -> own.computeIfAbsent(operation, key -> new ArrayList<>())
                                        .add(nanos / 1e6));
                    }
                } catch (Exception e) {
                    failure.compareAndSet(null, e);
                }
                synchronized (millis) {
                    own.forEach((operation, times) -> millis.computeIfAbsent(operation, key -> new ArrayList<>())
                            .addAll(times));
                }
            });
            running.add(each);
            each.start();
        }
        for (Thread each : running) {
            each.join();
        }
        if (failure.get() != null) {
            throw failure.get();
        }
        Map<String, double[]> all = new TreeMap<>();
        millis.forEach((operation, times) -> all.put(
                operation, times.stream().mapToDouble(Double::doubleValue).toArray()));
        return all;
    }
}
