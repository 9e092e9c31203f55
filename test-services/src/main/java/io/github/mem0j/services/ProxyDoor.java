package io.github.mem0j.services;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Listens on one port, or keeps it while nobody is to get in. */
final class ProxyDoor {
    static final String HOST = "127.0.0.1";

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    interface Visitor {
        void enter(SocketChannel client) throws IOException;
    }

    private final Visitor visitor;
    private int port;
    private @Nullable ServerSocketChannel listening;

    /** Bound, but not listening: the system refuses who knocks, and gives the port to nobody else. */
    private @Nullable Socket kept;

    ProxyDoor(Visitor visitor) {
        this.visitor = visitor;
    }

    synchronized int port() {
        return port;
    }

    synchronized void open() {
        try {
            close();
            ServerSocketChannel channel = ServerSocketChannel.open();
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
            port = channel.socket().getLocalPort();
            listening = channel;
            Thread thread = new Thread(() -> accept(channel), "tcp-proxy-" + port);
            thread.setDaemon(true);
            thread.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns when nobody gets in any more. */
    synchronized void shut() {
        close();
        // The system listens until the accepting thread has left.
        Waits.until(PATIENCE, "the end of listening on port " + port, this::keep);
    }

    private boolean keep() {
        try {
            Socket socket = new Socket();
            socket.setReuseAddress(true);
            kept = socket;
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (BindException e) {
            close();
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    synchronized void close() {
        try {
            if (listening != null) {
                listening.close();
            }
            if (kept != null) {
                kept.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept(ServerSocketChannel channel) {
        try {
            while (true) {
                visitor.enter(channel.accept());
            }
        } catch (IOException e) {
            // Shut, or closed.
        }
    }
}
