package io.github.mem0j.services;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Stands between clients and a server, counts what passes, and does to it what networks do. Any protocol over TCP.
 *
 * <p>A round trip is a change of direction on one connection: bytes from the client after bytes from the server, or the
 * connection's first. A request in several writes is one; so are many requests that are sent without waiting. The count is
 * exact for clients that do not go on sending a request while its answer already arrives.
 *
 * <p>{@link #cut}, {@link #stall} and {@link #dropReplies} hold until {@link #heal} or one another, for the connections
 * that there are and new ones. Thread-safe.
 */
public final class TcpProxy implements AutoCloseable {
    private volatile InetSocketAddress server;
    private final ProxyCounts counts = new ProxyCounts();
    private final Set<ProxyLink> links = new HashSet<>();
    private final ProxyDoor door;
    private ProxyMode mode = ProxyMode.FORWARD;
    private volatile Duration delay = Duration.ZERO;
    private boolean closed;

    private TcpProxy(InetSocketAddress server) throws IOException {
        this.server = server;
        door = new ProxyDoor(this::accepted);
    }

    /** In front of a server, which need not be up yet: a connection that it refuses is closed at once. */
    public static TcpProxy to(String host, int port) {
        try {
            TcpProxy proxy = new TcpProxy(new InetSocketAddress(host, port));
            proxy.door.open();
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String host() {
        return ProxyDoor.HOST;
    }

    /** Where clients connect; the same for its whole life. */
    public int port() {
        return door.port();
    }

    /** Of all connections since the last {@link #reset}. An answer that the client has is of a trip that is counted. */
    public long roundTrips() {
        return counts.roundTrips();
    }

    /** From clients to the server. */
    public long bytesUp() {
        return counts.bytesUp();
    }

    /** From the server to clients. */
    public long bytesDown() {
        return counts.bytesDown();
    }

    /** Counts anew from 0. */
    public void reset() {
        counts.reset();
    }

    /** How many connections there are. */
    public synchronized int connections() {
        return links.size();
    }

    /** Keeps what clients send from now on, until it is closed. */
    public Recording recordUp() {
        return counts.record();
    }

    /** What clients sent meanwhile, in the order of its arrival, all connections mixed. Thread-safe. */
    public interface Recording extends AutoCloseable {
        byte[] bytes();

        /** Whether {@code sought} is somewhere in {@link #bytes}. */
        boolean contains(byte[] sought);

        /** Stops recording; what is recorded stays. */
        @Override
        void close();
    }

    /** Closes all connections and refuses new ones. */
    public synchronized void cut() {
        mode = ProxyMode.CUT;
        door.shut();
        Set.copyOf(links).forEach(ProxyLink::close);
    }

    /** Takes connections, but forwards nothing; nothing is lost either. */
    public synchronized void stall() {
        set(ProxyMode.STALL);
    }

    /** Requests reach the server; its answers are thrown away. */
    public synchronized void dropReplies() {
        set(ProxyMode.DROP_REPLIES);
    }

    /** Each round trip takes that much longer; {@link Duration#ZERO} as little as it can. */
    public synchronized void delay(Duration delay) {
        this.delay = Objects.requireNonNull(delay, "delay");
    }

    /** All is well again, without delay. Connections that lost an answer are closed: their rest would make no sense. */
    public synchronized void heal() {
        delay = Duration.ZERO;
        set(ProxyMode.FORWARD);
        Set.copyOf(links).stream().filter(ProxyLink::hasLost).forEach(ProxyLink::close);
    }

    /** To another server from now on, as when an address moves in a failover; closes all connections. */
    public synchronized void forwardTo(String host, int port) {
        server = new InetSocketAddress(host, port);
        Set.copyOf(links).forEach(ProxyLink::close);
    }

    /** Closes one connection, if there is one. */
    public synchronized void dropOne() {
        List<ProxyLink> all = List.copyOf(links);
        if (!all.isEmpty()) {
            all.get(ThreadLocalRandom.current().nextInt(all.size())).close();
        }
    }

    private void set(ProxyMode wanted) {
        if (closed) {
            throw new IllegalStateException("the proxy is closed");
        }
        boolean reopen = mode == ProxyMode.CUT;
        mode = wanted;
        links.forEach(link -> link.obey(wanted));
        if (reopen) {
            door.open();
        }
    }

    /** Not under the lock: links ask for it while it is held to change their mode. */
    Duration delay() {
        return delay;
    }

    private synchronized void accepted(SocketChannel client) throws IOException {
        if (closed || mode == ProxyMode.CUT) {
            client.close();
            return;
        }
        ProxyLink link = new ProxyLink(this, counts, mode, client);
        links.add(link);
        link.start(server);
    }

    synchronized void ended(ProxyLink link) {
        links.remove(link);
    }

    /** Closes all connections. */
    @Override
    public synchronized void close() {
        closed = true;
        door.close();
        Set.copyOf(links).forEach(ProxyLink::close);
    }
}
