package io.github.mem0j.examples.service;

import io.github.mem0j.embedder.Embedder;
import io.github.mem0j.store.MemoryStoreException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A memory service: {@code mvn -q -Pservice}, with
 *
 * <ul>
 *   <li>{@code -Dservice.port=8080}, {@code -Dservice.host=127.0.0.1}: where it listens;
 *   <li>{@code -Dservice.jdbc=jdbc:postgresql://…}: a PostgreSQL database with pgvector, instead of the heap;
 *   <li>{@code -Dservice.redis=redis://…}: a Redis, by which several instances hear of each other's writes.
 * </ul>
 *
 * <p>It knows no callers: put it behind something that does.
 */
public final class MemoryService implements AutoCloseable {
    private final Stack stack;
    private final WebServer web;
    private final int port;
    private final AtomicBoolean closed = new AtomicBoolean();

    private MemoryService(Settings settings, Embedder model) {
        LayerTimes times = new LayerTimes();
        stack = new Stack(settings, model, times);
        try {
            Routes routes = new Routes(new MemoryApi(stack.memory), new Health(stack, times));
            web = new WebServer(settings.host(), settings.port(), new Front(routes, times));
            port = web.start();
        } catch (RuntimeException | Error e) {
            stack.close();
            throw e;
        }
    }

    /** Starts it; it runs until closed. */
    static MemoryService start(Settings settings, Embedder model) {
        return new MemoryService(settings, model);
    }

    int port() {
        return port;
    }

    /** Where what is, outermost layer first. */
    @Override
    public String toString() {
        return stack.store.toString();
    }

    /** Ends it within 5 seconds: first no more requests, then what is under way, then the layers from outside in. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            stack.stopWatching();
            try {
                web.close();
            } finally {
                stack.close();
            }
        }
    }

    @SuppressWarnings("SystemOut") // a program, not a library
    public static void main(String[] args) throws InterruptedException {
        try {
            Settings settings = Settings.of(System.getProperties());
            MemoryService service = start(settings, BgeSmall.load());
            CountDownLatch ended = new CountDownLatch(1);
            Runtime.getRuntime()
                    .addShutdownHook(new Thread(
                            () -> {
                                service.close();
                                ended.countDown();
                            },
                            "service-end"));
            System.out.println(
                    "Listening on http://" + settings.host() + ":" + service.port() + "/ (Ctrl-C ends it): " + service);
            ended.await();
        } catch (IllegalArgumentException | IllegalStateException | MemoryStoreException e) {
            System.err.println(e.getMessage());
            System.exit(2);
        }
    }
}
