package io.github.mem0j.services;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's connection and its other half to the server, served by one thread: so what the client had sent before it
 * could see an answer is counted before that answer.
 */
final class ProxyLink {
    private static final Logger log = LoggerFactory.getLogger(ProxyLink.class);
    private static final int CONNECT_MILLIS = 10_000;

    /** Nobody wakes the thread for longer than this only if there is nothing to do. */
    private static final int LOOK_AGAIN_MILLIS = 1_000;

    /** Who never stops sending must not keep a change of mode waiting. */
    private static final int MOST_READS = 1_000;

    private final TcpProxy proxy;
    private final ProxyCounts counts;
    private final SocketChannel client;
    private final SocketChannel server;
    private final Selector selector;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final ReentrantLock step = new ReentrantLock();
    private volatile ProxyMode mode;
    private boolean answered = true;
    private volatile boolean lost;

    ProxyLink(TcpProxy proxy, ProxyCounts counts, ProxyMode mode, SocketChannel client) throws IOException {
        this.mode = mode;
        this.proxy = proxy;
        this.counts = counts;
        this.client = client;
        server = SocketChannel.open();
        selector = Selector.open();
    }

    void start(InetSocketAddress address) {
        Thread thread = new Thread(() -> run(address), "tcp-proxy-link");
        thread.setDaemon(true);
        thread.start();
    }

    /** Whether the server's answer to something was thrown away. */
    boolean hasLost() {
        return lost;
    }

    /** When it returns, nothing is under way any more that began in another mode. */
    void obey(ProxyMode wanted) {
        step.lock();
        try {
            mode = wanted;
        } finally {
            step.unlock();
        }
        selector.wakeup();
    }

    private void run(InetSocketAddress address) {
        try {
            server.socket().connect(address, CONNECT_MILLIS);
            for (SocketChannel channel : new SocketChannel[] {client, server}) {
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                channel.configureBlocking(false);
            }
            forward();
        } catch (IOException | RuntimeException e) {
            log.debug("A proxied connection ends: {}", e.toString());
        } finally {
            close();
            proxy.ended(this);
        }
    }

    private void forward() throws IOException {
        SelectionKey ofClient = client.register(selector, 0);
        SelectionKey ofServer = server.register(selector, 0);
        ProxyFlow up = new ProxyFlow(client, server);
        ProxyFlow down = new ProxyFlow(server, client);
        while (closed.getCount() > 0 && !(up.hasEnded() && down.hasEnded())) {
            boolean stalled = mode == ProxyMode.STALL;
            ofClient.interestOps(stalled ? 0 : up.reading() | down.writing());
            ofServer.interestOps(stalled ? 0 : down.reading() | up.writing());
            selector.select(LOOK_AGAIN_MILLIS);
            selector.selectedKeys().clear();
            step.lock();
            try {
                if (mode != ProxyMode.STALL) {
                    drainUp(up);
                    pumpDown(up, down);
                }
            } finally {
                step.unlock();
            }
        }
    }

    /** Passes on all that the client has sent. */
    private void drainUp(ProxyFlow up) throws IOException {
        for (int reads = 0; reads < MOST_READS && up.flush() && up.read(); reads++) {
            if (answered) {
                answered = false;
                counts.trip();
                hold();
            }
            counts.up(up.pending());
        }
    }

    private void pumpDown(ProxyFlow up, ProxyFlow down) throws IOException {
        if (!down.flush() || !down.read()) {
            return;
        }
        if (mode == ProxyMode.DROP_REPLIES) {
            lost = true;
            down.drop();
            return;
        }
        // The client cannot have seen this answer when it sent what is there by now.
        drainUp(up);
        answered = true;
        counts.down(down.pending().length);
        down.flush();
    }

    private void hold() throws IOException {
        try {
            if (closed.await(proxy.delay().toNanos(), TimeUnit.NANOSECONDS)) {
                throw new IOException("closed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** At once, and more than once if need be. */
    void close() {
        closed.countDown();
        for (AutoCloseable each : new AutoCloseable[] {client, server, selector}) {
            try {
                each.close();
            } catch (Exception e) {
                log.debug("Closing a proxied connection: {}", e.toString());
            }
        }
    }
}
