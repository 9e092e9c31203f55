package io.github.mem0j.services;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntConsumer;

/** Ports of servers. */
final class Ports {
    /** Below those that Linux gives to clients: none of them takes the port of a server that is down for a while. */
    private static final int FIRST = 15_000;

    private static final int END = 32_000;
    private static final int TRIES = 3;
    private static final int LOOKS = 1_000;
    private static final int CONNECT_MILLIS = 5_000;

    private Ports() {}

    /** One that was free just now. */
    static int free() {
        for (int looks = 0; looks < LOOKS; looks++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, END);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException e) {
                // Somebody has it.
            }
        }
        throw new IllegalStateException("no free port from " + FIRST + " to " + END);
    }

    /** Starts what takes a free port, again on another if that fails: somebody may have taken it in between. */
    static void startOnFree(IntConsumer starting) {
        for (int tries = 1; ; tries++) {
            try {
                starting.accept(free());
                return;
            } catch (IllegalStateException e) {
                if (tries == TRIES) {
                    throw e;
                }
            }
        }
    }

    /** Whether connections are taken. */
    static boolean listens(String host, int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), CONNECT_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
