package io.github.mem0j.services;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A connection to a Redis, in its protocol's second version and UTF-8: one command and its reply at a time. Not thread-safe. */
final class RespConnection implements Closeable {
    private static final int CONNECT_MILLIS = 5_000;
    private static final int REPLY_MILLIS = 60_000;

    private final Socket socket = new Socket();
    private final DataInputStream in;

    RespConnection(RedisAddress server) throws IOException {
        try {
            socket.connect(new InetSocketAddress(server.host(), server.port()), CONNECT_MILLIS);
            socket.setSoTimeout(REPLY_MILLIS);
            socket.setTcpNoDelay(true);
            in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
            if (!server.password().isEmpty()) {
                String user = server.user().isEmpty() ? "default" : server.user();
                command("AUTH", user, server.password());
            }
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    /** One command on a connection of its own; {@link IllegalStateException} also if the connection fails. */
    static @Nullable Object ask(RedisAddress server, String... words) {
        try (RespConnection connection = new RespConnection(server)) {
            return connection.command(words);
        } catch (IOException e) {
            throw new IllegalStateException(server + " does not answer " + words[0], e);
        }
    }

    /**
     * A reply is a {@link String}, a {@link Long}, a {@link List} of replies, or null.
     *
     * @throws IllegalStateException with the server's message, if that is an error
     */
    @Nullable
    Object command(String... words) throws IOException {
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(bytes("*" + words.length + "\r\n"));
        for (String word : words) {
            byte[] text = bytes(word);
            request.writeBytes(bytes("$" + text.length + "\r\n"));
            request.writeBytes(text);
            request.writeBytes(bytes("\r\n"));
        }
        OutputStream out = socket.getOutputStream();
        request.writeTo(out);
        out.flush();
        return reply();
    }

    private @Nullable Object reply() throws IOException {
        String line = line();
        if (line.isEmpty()) {
            throw new IOException("an empty reply");
        }
        String rest = line.substring(1);
        return switch (line.charAt(0)) {
            case '+' -> rest;
            case '-' -> throw new IllegalStateException(rest);
            case ':' -> Long.valueOf(rest);
            case '$' -> text(Integer.parseInt(rest));
            case '*' -> list(Integer.parseInt(rest));
            default -> throw new IOException("no reply of this protocol");
        };
    }

    private @Nullable String text(int length) throws IOException {
        if (length < 0) {
            return null;
        }
        byte[] text = new byte[length];
        in.readFully(text);
        line();
        return new String(text, StandardCharsets.UTF_8);
    }

    private @Nullable List<@Nullable Object> list(int length) throws IOException {
        if (length < 0) {
            return null;
        }
        List<@Nullable Object> list = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            list.add(reply());
        }
        return list;
    }

    /** Without its end; of one-byte characters, as the protocol's own are. */
    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\r'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the server closed the connection");
            }
            line.append((char) next);
        }
        in.readByte();
        return line.toString();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
