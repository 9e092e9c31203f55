package io.github.mem0j.transfer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads one line of JSON strictly (RFC 8259): objects as maps, arrays as lists, numbers as {@link Long} or, with a
 * fraction or exponent, {@link Double}. Our own, because mem0-core has no dependency that could.
 */
final class JsonReader {
    /** The line is not JSON; the message says at which column. */
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;

        Malformed(String message) {
            super(message);
        }
    }

    private static final int MAX_DEPTH = 16;
    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");
    private static final Pattern LITERAL = Pattern.compile("true|false|null");

    private final String line;
    private int at;

    private JsonReader(String line) {
        this.line = line;
    }

    /** The object that is the whole line. */
    static Map<String, Object> readObject(String line) throws Malformed {
        JsonReader reader = new JsonReader(line);
        reader.skipSpace();
        reader.expect('{');
        Map<String, Object> object = reader.object(1);
        reader.skipSpace();
        if (reader.at < line.length()) {
            throw reader.malformed("nothing more");
        }
        return object;
    }

    private Object value(int depth) throws Malformed {
        skipSpace();
        if (depth > MAX_DEPTH) {
            throw malformed("less nesting");
        }
        if (accept('{')) {
            return object(depth + 1);
        }
        if (accept('[')) {
            return array(depth + 1);
        }
        return accept('"') ? string() : scalar();
    }

    private Map<String, Object> object(int depth) throws Malformed {
        Map<String, Object> object = new LinkedHashMap<>();
        skipSpace();
        if (accept('}')) {
            return object;
        }
        do {
            skipSpace();
            expect('"');
            String key = string();
            skipSpace();
            expect(':');
            if (object.put(key, value(depth)) != null) {
                throw malformed("each key once, not '" + key + "' twice");
            }
            skipSpace();
        } while (accept(','));
        expect('}');
        return object;
    }

    private List<Object> array(int depth) throws Malformed {
        List<Object> array = new ArrayList<>();
        skipSpace();
        if (accept(']')) {
            return array;
        }
        do {
            array.add(value(depth));
            skipSpace();
        } while (accept(','));
        expect(']');
        return array;
    }

    private Object scalar() throws Malformed {
        Matcher literal = LITERAL.matcher(line).region(at, line.length());
        if (literal.lookingAt()) {
            if (literal.group().equals("null")) {
                throw malformed("a value; leave out what is null");
            }
            at = literal.end();
            return literal.group().equals("true");
        }
        Matcher number = NUMBER.matcher(line).region(at, line.length());
        if (!number.lookingAt()) {
            throw malformed("a value");
        }
        try {
            String digits = number.group();
            Object value = number.group(2) == null && number.group(3) == null
                    ? (Object) Long.valueOf(digits)
                    : (Object) Double.valueOf(digits);
            at = number.end();
            return value;
        } catch (NumberFormatException e) {
            throw malformed("a number within the range of a long");
        }
    }

    private String string() throws Malformed {
        StringBuilder text = new StringBuilder();
        while (at < line.length()) {
            char c = line.charAt(at++);
            if (c == '"') {
                return text.toString();
            }
            if (c < 0x20) {
                at--;
                throw malformed("no raw control character");
            }
            text.append(c == '\\' ? escaped() : c);
        }
        throw malformed("a closing quote");
    }

    private char escaped() throws Malformed {
        char c = at < line.length() ? line.charAt(at++) : 0;
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> unicode();
            default -> throw malformed("a valid escape");
        };
    }

    private char unicode() throws Malformed {
        int end = at + 4;
        if (end > line.length() || !line.substring(at, end).matches("[0-9a-fA-F]{4}")) {
            throw malformed("four hex digits");
        }
        at = end;
        return (char) Integer.parseInt(line.substring(end - 4, end), 16);
    }

    private void skipSpace() {
        while (at < line.length() && " \t\r\n".indexOf(line.charAt(at)) >= 0) {
            at++;
        }
    }

    private boolean accept(char c) {
        boolean found = at < line.length() && line.charAt(at) == c;
        at += found ? 1 : 0;
        return found;
    }

    private void expect(char c) throws Malformed {
        if (!accept(c)) {
            throw malformed("'" + c + "'");
        }
    }

    private Malformed malformed(String expected) {
        return new Malformed("column " + (at + 1) + ": expected " + expected);
    }
}
