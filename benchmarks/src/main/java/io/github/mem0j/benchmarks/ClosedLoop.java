package io.github.mem0j.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** Threads that each make one call after the other for a while. */
final class ClosedLoop {
    private ClosedLoop() {}

    interface Call {
        void make(int thread, int number) throws Exception;
    }

    record Result(double perSecond, double p50Micros, double p99Micros) {}

    /** @throws Exception what the first call to fail threw */
    static Result run(int threads, int millis, Call call) throws Exception {
        double[][] micros = new double[threads][];
        CyclicBarrier start = new CyclicBarrier(threads + 1);
        AtomicReference<Exception> failure = new AtomicReference<>();
        List<Thread> running = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            int thread = i;
            Thread each = new Thread(() -> {
                double[] taken = new double[1 << 10];
                int count = 0;
                try {
                    start.await();
                    long now = System.nanoTime();
                    long end = now + TimeUnit.MILLISECONDS.toNanos(millis);
                    for (; now < end; count++) {
                        call.make(thread, count);
                        long then = now;
                        now = System.nanoTime();
                        taken = count == taken.length ? Arrays.copyOf(taken, 2 * count) : taken;
                        taken[count] = (now - then) / 1e3;
                    }
                } catch (Exception e) {
                    failure.compareAndSet(null, e);
                }
                micros[thread] = Arrays.copyOf(taken, count);
            });
            running.add(each);
            each.start();
        }
        start.await();
        long began = System.nanoTime();
        for (Thread each : running) {
            each.join();
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        Exception failed = failure.get();
        if (failed != null) {
            throw failed;
        }
        double[] all = Arrays.stream(micros).flatMapToDouble(Arrays::stream).toArray();
        return new Result(all.length / seconds, Numbers.percentile(all, 0.5), Numbers.percentile(all, 0.99));
    }

    static Figure figure(String scenario, Contender contender, List<Result> rounds) {
        return Figure.of(
                scenario,
                contender,
                "calls/s",
                rounds.stream().mapToDouble(Result::perSecond).toArray());
    }
}
