package io.github.mem0j.examples.service;

import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What every request meets: its clock, its endpoint, and a problem in place of an exception. */
final class Front extends Handler.Abstract {
    private static final Logger log = LoggerFactory.getLogger(Front.class);
    private static final long SLOW_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long LOG_EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Routes routes;
    private final LayerTimes times;
    private final AtomicLong lastLogged = new AtomicLong(System.nanoTime() - LOG_EVERY_NANOS);

    Front(Routes routes, LayerTimes times) {
        this.routes = routes;
        this.times = times;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        times.begin();
        try {
            String name = "a request";
            Reply reply;
            try {
                Call call = new Call(request);
                Routes.Route route = routes.of(call);
                name = route.name();
                reply = route.endpoint().apply(call);
            } catch (RuntimeException e) {
                reply = Reply.of(Problem.of(e));
            }
            long nanos = System.nanoTime() - request.getBeginNanoTime();
            boolean counts = name.endsWith("/memories") || name.endsWith("/search") || name.endsWith("/related");
            if (counts) {
                times.add(LayerTimes.REQUEST, nanos);
            }
            logIfSlow(name, nanos, reply.status());
            write(reply, nanos, response, callback);
        } finally {
            times.end();
        }
        return true;
    }

    private void write(Reply reply, long nanos, Response response, Callback callback) {
        response.getHeaders()
                .put(new HttpField("X-Process-Time", String.format(Locale.ROOT, "%.6f", nanos / 1e9)))
                .put(new HttpField("Server-Timing", serverTiming()));
        send(reply, response, callback);
    }

    /** Sends a reply with the headers that all of them have. */
    static void send(Reply reply, Response response, Callback callback) {
        response.setStatus(reply.status());
        response.getHeaders()
                .put(HttpHeader.CONTENT_TYPE, reply.type())
                .put(HttpHeader.CACHE_CONTROL, "no-store")
                .put("X-Content-Type-Options", "nosniff")
                .put("Content-Security-Policy", "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'");
        if (reply.status() == 503) {
            response.getHeaders().put(HttpHeader.RETRY_AFTER, Reply.RETRY_AFTER_SECONDS);
        }
        response.write(true, ByteBuffer.wrap(reply.bytes()), callback);
    }

    /** What took how long, as browsers' tools read it; the page does, too. */
    private String serverTiming() {
        return times.soFar().entrySet().stream()
                .map(layer -> String.format(Locale.ROOT, "%s;dur=%.3f", layer.getKey(), layer.getValue() / 1e6))
                .collect(Collectors.joining(", "));
    }

    /** One line a second at most; no text, id or owner is in it. */
    private void logIfSlow(String name, long nanos, int status) {
        long now = System.nanoTime();
        long last = lastLogged.get();
        if (nanos >= SLOW_NANOS && now - last >= LOG_EVERY_NANOS && lastLogged.compareAndSet(last, now)) {
            String within = times.soFar().entrySet().stream()
                    .filter(layer -> !layer.getKey().equals(LayerTimes.REQUEST))
                    .map(Front::millis)
                    .collect(Collectors.joining(", "));
            log.warn("{} took {} ms ({}), answered {}", name, nanos / 1_000_000, within, status);
        }
    }

    private static String millis(Map.Entry<String, Long> layer) {
        return layer.getKey() + " " + layer.getValue() / 1_000_000 + " ms";
    }
}
