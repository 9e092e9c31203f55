package io.github.mem0j.examples.service;

import io.github.mem0j.model.MemoryScope;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/** One request, as the endpoints read it. */
final class Call {
    /** A long text with its metadata; what a store takes by default is more. */
    static final int MOST_BYTES = 256 << 10;

    /** Somewhat more is read and thrown away: who still sends does not see the answer. */
    private static final int MOST_READ_BYTES = 4 << 20;

    final String method;
    final List<String> path;
    private final Request request;
    private final Map<String, String> query;

    Call(Request request) {
        this.request = request;
        method = request.getMethod();
        String raw = request.getHttpURI().getPath();
        path = Percent.path(raw == null ? "/" : raw);
        query = Percent.query(request.getHttpURI().getQuery());
    }

    /** The body, an object of these fields. */
    Body body(String... known) {
        String type = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
        if (type == null || !type.toLowerCase(Locale.ROOT).matches("application/json( *;.*)?")) {
            // So a page of another origin cannot send one without asking, either.
            throw Problem.of(415, "the body is not declared as JSON", "send it with Content-Type: application/json");
        }
        return Body.read(bytes(), known);
    }

    private byte[] bytes() {
        if (request.getLength() > MOST_READ_BYTES) {
            throw tooLarge();
        }
        try (InputStream in = Content.Source.asInputStream(request)) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                drain(in);
                throw tooLarge();
            }
            return bytes;
        } catch (IOException e) {
            throw Problem.badRequest(
                    "the body did not arrive whole", "send as much as Content-Length says, and in time");
        }
    }

    private static void drain(InputStream in) throws IOException {
        byte[] part = new byte[8 << 10];
        for (int read = 0, all = 0; read >= 0 && all < MOST_READ_BYTES; all += read) {
            read = in.read(part);
        }
    }

    private static Problem tooLarge() {
        return Problem.of(413, "the body is larger than " + MOST_BYTES + " bytes", "send less, in several requests");
    }

    /** Makes sure that there are no parameters but these. */
    Call only(String... known) {
        Set<String> names = new TreeSet<>(Set.of(known));
        if (!names.containsAll(query.keySet())) {
            throw Problem.badRequest(
                    "there is a parameter that is not known",
                    names.isEmpty() ? "there are none here" : "there are " + String.join(", ", names));
        }
        return this;
    }

    @Nullable
    String parameter(String name) {
        return query.get(name);
    }

    String required(String name) {
        String value = query.get(name);
        if (value == null) {
            throw Problem.badRequest("'" + name + "' is missing", "add it to the URL: ?" + name + "=…");
        }
        return value;
    }

    int integer(String name, int otherwise) {
        String value = query.get(name);
        try {
            return value == null ? otherwise : Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw Problem.badRequest("'" + name + "' is no whole number", "give one, such as 10");
        }
    }

    MemoryScope user() {
        return MemoryScope.user(required("user_id"));
    }
}
