package io.github.mem0j.transfer;

import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Writes one line of JSON that {@link JsonReader} reads back as the same values. */
final class JsonWriter {
    private JsonWriter() {}

    static String write(Map<String, ?> object) {
        StringBuilder out = new StringBuilder();
        value(out, object);
        return out.toString();
    }

    private static void value(StringBuilder out, Object value) {
        if (value instanceof Map<?, ?> map) {
            char separator = '{';
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                out.append(separator);
                string(out, (String) entry.getKey());
                out.append(':');
                value(out, entry.getValue());
                separator = ',';
            }
            out.append(map.isEmpty() ? "{}" : "}");
        } else if (value instanceof List<?> list) {
            out.append('[');
            for (Iterator<?> each = list.iterator(); each.hasNext(); ) {
                value(out, each.next());
                out.append(each.hasNext() ? "," : "");
            }
            out.append(']');
        } else if (value instanceof String text) {
            string(out, text);
        } else {
            out.append(value); // Double.toString always has a point or an exponent, so it stays a double
        }
    }

    private static void string(StringBuilder out, String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < 0x20) {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }
}
