package io.github.mem0j.examples.service;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Paths and queries of URLs, read strictly: what is no UTF-8 is refused, never replaced. */
final class Percent {
    private Percent() {}

    /** The parts of a path between slashes; an encoded slash is part of its part. */
    static List<String> path(String raw) {
        List<String> parts = new ArrayList<>();
        for (String part : raw.substring(raw.startsWith("/") ? 1 : 0).split("/", -1)) {
            parts.add(decode(part, false));
        }
        return parts;
    }

    /** The parameters, each once. */
    static Map<String, String> query(@Nullable String raw) {
        Map<String, String> parameters = new LinkedHashMap<>();
        if (raw == null || raw.isEmpty()) {
            return parameters;
        }
        for (String pair : raw.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = decode(equals < 0 ? pair : pair.substring(0, equals), true);
            String value = equals < 0 ? "" : decode(pair.substring(equals + 1), true);
            if (parameters.put(name, value) != null) {
                throw Problem.badRequest("a parameter is there twice", "give each parameter once");
            }
        }
        return parameters;
    }

    private static String decode(String raw, boolean plusIsSpace) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '%') {
                int high = i + 2 < raw.length() ? Character.digit(raw.charAt(i + 1), 16) : -1;
                int low = i + 2 < raw.length() ? Character.digit(raw.charAt(i + 2), 16) : -1;
                if (high < 0 || low < 0) {
                    throw notEncoded();
                }
                bytes.write(high << 4 | low);
                i += 2;
            } else if (c > 0x7E || c < 0x20) {
                throw notEncoded();
            } else {
                bytes.write(c == '+' && plusIsSpace ? ' ' : c);
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw notEncoded();
        }
    }

    private static Problem notEncoded() {
        return Problem.badRequest(
                "the URL is not percent-encoded UTF-8", "encode paths and parameters, a blank is %20, ü is %C3%BC");
    }
}
