package io.github.mem0j.examples.service;

import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Jetty, as the service wants it: bounded, without a word about itself, and with an end. */
final class WebServer implements AutoCloseable {
    static final int MOST_REQUESTS = 128;
    private static final Logger log = LoggerFactory.getLogger(WebServer.class);

    /** How long requests under way may take to end, longer than a call's deadline; then their threads are interrupted. */
    private static final long STOP_MILLIS = 2_300;

    /** How long interrupted threads may take. */
    private static final long STOP_THREADS_MILLIS = 500;

    /** After that a connection without a request is closed, once the end has begun. */
    private static final long STOP_IDLE_MILLIS = 200;

    private static final long IDLE_MILLIS = 10_000;
    private static final int MOST_HEADER_BYTES = 8 << 10;

    private final Server server;
    private final ServerConnector connector;

    WebServer(String host, int port, Handler handler) {
        QueuedThreadPool threads = new QueuedThreadPool(MOST_REQUESTS, 8);
        threads.setName("service-http");
        threads.setStopTimeout(STOP_THREADS_MILLIS);
        if (VirtualThreads.areSupported()) {
            threads.setVirtualThreadsExecutor(VirtualThreads.getDefaultVirtualThreadsExecutor());
        }
        server = new Server(threads);
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setRequestHeaderSize(MOST_HEADER_BYTES);
        // Paths name users and memories, not files, and Percent reads them: an encoded slash is part of a user's id.
        http.setUriCompliance(UriCompliance.UNSAFE);
        connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
        connector.setHost(host);
        connector.setPort(port);
        connector.setIdleTimeout(IDLE_MILLIS);
        connector.setShutdownIdleTimeout(STOP_IDLE_MILLIS);
        server.addConnector(connector);
        server.setHandler(new GracefulHandler(handler));
        server.setErrorHandler(new Refusals());
        server.setStopTimeout(STOP_MILLIS);
    }

    /** Listens; returns the port. */
    int start() {
        try {
            server.start();
            return connector.getLocalPort();
        } catch (Exception e) {
            close();
            throw new IllegalStateException("cannot listen: " + e.getMessage(), e);
        }
    }

    /** Takes no more requests, waits for those under way, and ends. */
    @Override
    public void close() {
        try {
            server.stop();
        } catch (TimeoutException e) {
            log.warn("Some requests had not ended after {} ms and were interrupted", STOP_MILLIS);
        } catch (Exception e) {
            throw new IllegalStateException("the web server did not stop: " + e.getMessage(), e);
        }
    }

    /** What Jetty itself refuses before an endpoint sees it. */
    private static final class Refusals extends ErrorHandler {
        @Override
        protected void generateResponse(
                Request request,
                Response response,
                int code,
                @Nullable String message,
                @Nullable Throwable cause,
                Callback callback) {
            Front.send(Reply.of(problem(code)), response, callback);
        }

        private static Problem problem(int code) {
            return switch (code) {
                case 503 -> Problem.unavailable("the service is shutting down", "repeat it at another instance", null);
                case 431 -> Problem.of(431, "the headers are too large", "send less of them");
                case 414 -> Problem.of(414, "the URL is too long", "send less in it");
                default ->
                    code < 500
                            ? Problem.of(code, "this is not HTTP as it should be", "see RFC 9110 and 9112")
                            : Problem.of(code, "the request could not be answered", "send it as HTTP/1.1");
            };
        }
    }
}
