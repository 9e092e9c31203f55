package io.github.mem0j.services;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** On the loopback interface only. */
class TcpProxyTest {
    private ServerSocket listener;
    private TcpProxy proxy;

    @BeforeEach
    void open() throws IOException {
        listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        listener.setSoTimeout(10_000);
        proxy = TcpProxy.to("127.0.0.1", listener.getLocalPort());
    }

    @AfterEach
    void close() throws IOException {
        proxy.close();
        listener.close();
    }

    @Test
    void countsAChangeOfDirectionOnce() throws IOException {
        try (Socket client = connect();
                Socket server = listener.accept()) {
            pass(client, server, "a");
            pass(client, server, "b");
            assertThat(proxy.roundTrips()).isEqualTo(1);
            pass(server, client, "first");
            pass(server, client, "second");
            assertThat(proxy.roundTrips()).isEqualTo(1);
            pass(client, server, "c");

            assertThat(proxy.roundTrips()).isEqualTo(2);
            assertThat(proxy.bytesUp()).isEqualTo(3);
            assertThat(proxy.bytesDown()).isEqualTo(11);
            proxy.reset();
            pass(client, server, "d");
            assertThat(proxy.roundTrips()).isZero();
        }
    }

    @Test
    void recordsWhatGoesUp() throws IOException {
        try (Socket client = connect();
                Socket server = listener.accept()) {
            pass(client, server, "before");
            TcpProxy.Recording recording = proxy.recordUp();
            pass(client, server, "with\u00ff\u0000in");
            recording.close();
            pass(client, server, "after");

            assertThat(recording.bytes()).asString(StandardCharsets.ISO_8859_1).isEqualTo("with\u00ff\u0000in");
            assertThat(recording.contains(new byte[] {(byte) 0xff, 0})).isTrue();
            assertThat(recording.contains(new byte[] {0, 0})).isFalse();
        }
    }

    @Test
    void cutsAndRefuses() throws IOException {
        try (Socket client = connect();
                Socket server = listener.accept()) {
            pass(client, server, "a");
            proxy.cut();
            assertEnded(client);
            assertEnded(server);
            assertThatThrownBy(this::connect).isInstanceOf(IOException.class);
        }
        proxy.heal();
        try (Socket client = connect();
                Socket server = listener.accept()) {
            pass(client, server, "again");
        }
    }

    @Test
    void stallsAndLosesNothing() throws IOException {
        try (Socket client = connect();
                Socket server = listener.accept()) {
            pass(client, server, "a");
            proxy.stall();
            write(client, "held");
            server.setSoTimeout(300);
            assertThatThrownBy(() -> server.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
            server.setSoTimeout(10_000);
            try (Socket late = connect()) {
                write(late, "taken, at least");
            }

            proxy.heal();

            assertThat(read(server, 4)).isEqualTo("held");
        }
    }

    @Test
    void dropsRepliesAndThenTheConnection() throws IOException {
        try (Socket client = connect();
                Socket server = listener.accept()) {
            pass(client, server, "a");
            proxy.dropReplies();
            pass(client, server, "request");
            write(server, "answer");
            client.setSoTimeout(300);
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);

            proxy.heal();

            assertEnded(client);
        }
        try (Socket client = connect();
                Socket server = listener.accept()) {
            pass(client, server, "a");
            pass(server, client, "b");
        }
    }

    @Test
    void delaysEachRoundTripOnce() throws IOException {
        try (Socket client = connect();
                Socket server = listener.accept()) {
            proxy.delay(Duration.ofMillis(100));
            long start = System.nanoTime();
            for (int i = 0; i < 3; i++) {
                pass(client, server, "re");
                pass(client, server, "quest");
                pass(server, client, "ans");
                pass(server, client, "wer");
            }
            Duration taken = Duration.ofNanos(System.nanoTime() - start);
            assertThat(taken).isBetween(Duration.ofMillis(300), Duration.ofMillis(590));
        }
    }

    @Test
    void passesOnTheEnd() throws IOException {
        try (Socket client = connect();
                Socket server = listener.accept()) {
            pass(client, server, "a");
            client.shutdownOutput();
            assertThat(server.getInputStream().read()).isEqualTo(-1);
            pass(server, client, "still");
            server.shutdownOutput();
            assertEnded(client);
        }
        Waits.until(Duration.ofSeconds(5), "the end of the connection", () -> proxy.connections() == 0);
    }

    @Test
    void passesMuchBothWaysAtOnce() throws Exception {
        try (Socket client = connect();
                Socket server = listener.accept()) {
            String much = "m".repeat(20_000_000);
            Thread up = new Thread(() -> writeQuietly(client, much));
            Thread down = new Thread(() -> writeQuietly(server, much));
            up.start();
            down.start();
            assertThat(read(server, much.length())).isEqualTo(much);
            assertThat(read(client, much.length())).isEqualTo(much);
            up.join(10_000);
            down.join(10_000);
            assertThat(proxy.bytesUp()).isEqualTo(much.length());
            assertThat(proxy.bytesDown()).isEqualTo(much.length());
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
        socket.setSoTimeout(10_000);
        return socket;
    }

    private static void pass(Socket from, Socket to, String text) throws IOException {
        to.setSoTimeout(10_000);
        write(from, text);
        assertThat(read(to, text.length())).isEqualTo(text);
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static void writeQuietly(Socket socket, String text) {
        try {
            write(socket, text);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String read(Socket socket, int length) throws IOException {
        return new String(socket.getInputStream().readNBytes(length), StandardCharsets.ISO_8859_1);
    }

    private static void assertEnded(Socket socket) throws IOException {
        socket.setSoTimeout(10_000);
        try {
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("reset");
        }
    }
}
