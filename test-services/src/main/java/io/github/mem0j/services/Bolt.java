package io.github.mem0j.services;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;

/** The first words of Neo4j's protocol: enough to know whether a server is up. */
final class Bolt {
    private static final int TIMEOUT_MILLIS = 5_000;
    private static final int MAGIC = 0x6060B017;
    /** Versions 5.0 to 5.8. */
    private static final int VERSIONS = 0x00080805;

    private Bolt() {}

    /** Whether a server there agrees on a version. */
    static boolean answers(String host, int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            ByteBuffer hello = ByteBuffer.allocate(20).putInt(MAGIC).putInt(VERSIONS);
            socket.getOutputStream().write(hello.array());
            return new DataInputStream(socket.getInputStream()).readInt() != 0;
        } catch (IOException e) {
            return false;
        }
    }
}
