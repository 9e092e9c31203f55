package io.github.mem0j.services;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/** One direction of a connection; never blocks. For one thread. */
final class ProxyFlow {
    private static final int BYTES = 64 * 1024;

    private final SocketChannel from;
    private final SocketChannel to;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BYTES).limit(0);
    private boolean ended;

    ProxyFlow(SocketChannel from, SocketChannel to) {
        this.from = from;
        this.to = to;
    }

    /** Whether its sender has said that nothing more comes, and all is passed on. */
    boolean hasEnded() {
        return ended;
    }

    /** What to wait for at the sender. */
    int reading() {
        return ended || buffer.hasRemaining() ? 0 : SelectionKey.OP_READ;
    }

    /** What to wait for at the receiver. */
    int writing() {
        return buffer.hasRemaining() ? SelectionKey.OP_WRITE : 0;
    }

    /** Takes what is there; false if nothing is. What was taken before must be flushed or dropped. */
    boolean read() throws IOException {
        if (ended) {
            return false;
        }
        buffer.clear();
        int read = from.read(buffer);
        buffer.flip();
        if (read < 0) {
            ended = true;
            to.shutdownOutput();
        }
        return read > 0;
    }

    /** A copy of what was taken and not yet passed on. */
    byte[] pending() {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    /** Passes on what was taken; false if the receiver does not take all of it now. */
    boolean flush() throws IOException {
        while (buffer.hasRemaining()) {
            if (to.write(buffer) == 0) {
                return false;
            }
        }
        return true;
    }

    void drop() {
        buffer.position(buffer.limit());
    }
}
