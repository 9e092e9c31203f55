package io.github.mem0j.services;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** On the loopback interface only. The server answers before it is asked. */
class RespConnectionTest {
    private ServerSocket listener;
    private RespConnection connection;
    private Socket server;

    @BeforeEach
    void open() throws IOException {
        listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        listener.setSoTimeout(10_000);
        connection = new RespConnection(new RedisAddress("127.0.0.1", listener.getLocalPort(), "", ""));
        server = listener.accept();
    }

    @AfterEach
    void close() throws IOException {
        connection.close();
        server.close();
        listener.close();
    }

    @Test
    void sendsBytesWithTheirNumber() throws IOException {
        answer("+OK\r\n");
        connection.command("SET", "ä", "");
        connection.close();

        assertThat(server.getInputStream().readAllBytes())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("*3\r\n$3\r\nSET\r\n$2\r\nä\r\n$0\r\n\r\n");
    }

    @Test
    void readsReplies() throws IOException {
        answer("+OK\r\n:-7\r\n$2\r\nä\r\n$0\r\n\r\n$-1\r\n*-1\r\n*0\r\n*3\r\n:1\r\n$-1\r\n*1\r\n$2\r\n\r\n\r\n");

        assertThat(connection.command("A")).isEqualTo("OK");
        assertThat(connection.command("B")).isEqualTo(-7L);
        assertThat(connection.command("C")).isEqualTo("ä");
        assertThat(connection.command("D")).isEqualTo("");
        assertThat(connection.command("E")).isNull();
        assertThat(connection.command("F")).isNull();
        assertThat(connection.command("G")).isEqualTo(List.of());
        assertThat(connection.command("H")).isEqualTo(Arrays.asList(1L, null, List.of("\r\n")));
    }

    @Test
    void goesOnAfterAnError() throws IOException {
        answer("-ERR no\r\n+OK\r\n");

        assertThatThrownBy(() -> connection.command("A"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("ERR no");
        assertThat(connection.command("B")).isEqualTo("OK");
    }

    @Test
    void failsOnWhatIsNoReply() throws IOException {
        answer("HTTP/1.1 400\r\n\r\n");
        assertThatThrownBy(() -> connection.command("A")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> connection.command("B")).isInstanceOf(IOException.class);
    }

    @Test
    void failsAtTheEnd() throws IOException {
        answer("$5\r\nfou");
        server.shutdownOutput();
        assertThatThrownBy(() -> connection.command("A")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> connection.command("B")).isInstanceOf(IOException.class);
    }

    private void answer(String replies) throws IOException {
        server.getOutputStream().write(replies.getBytes(StandardCharsets.UTF_8));
    }
}
