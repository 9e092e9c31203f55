package io.github.mem0j.examples.service;

import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Asks a server every second whether it is there, so that nobody who wants to know has to wait for it. */
final class ServerWatch implements AutoCloseable {
    private static final long EVERY_MILLIS = 1_000;
    private static final long NO_ANSWER_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final String server;
    private final Runnable ping;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    private volatile Seen seen;
    private volatile long askedAt = System.nanoTime();
    private volatile boolean waiting;

    /** What was found. */
    private record Seen(boolean up, Instant since, double millis) {}

    /** What is known. */
    record State(String server, boolean up, Instant since, double pingMillis) {}

    private ServerWatch(String server, Runnable ping) {
        this.server = server;
        this.ping = ping;
        seen = new Seen(answers(), Instant.now(), 0);
        thread = new Thread(this::run, "service-watch-" + server);
        thread.setDaemon(true);
    }

    static ServerWatch start(String server, Runnable ping) {
        ServerWatch watch = new ServerWatch(server, ping);
        watch.thread.start();
        return watch;
    }

    State state() {
        Seen last = seen;
        boolean silent = waiting && System.nanoTime() - askedAt > NO_ANSWER_NANOS;
        return new State(server, last.up && !silent, last.since, last.millis);
    }

    private void run() {
        try {
            while (!closed.await(EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
                askedAt = System.nanoTime();
                waiting = true;
                boolean up = answers();
                waiting = false;
                double millis = (System.nanoTime() - askedAt) / 1e6;
                seen = new Seen(up, up == seen.up ? seen.since : Instant.now(), millis);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean answers() {
        try {
            ping.run();
            return true;
        } catch (RuntimeException e) {
            return false;
        }
    }

    /** Asks no more; who asks just now may wait a while for the answer. */
    void stop() {
        closed.countDown();
        thread.interrupt();
    }

    @Override
    public void close() {
        stop();
        try {
            thread.join(EVERY_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
