package io.github.mem0j.model;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Argument checks of this package: each names the argument, the rule and, where it helps, the way out. */
final class Checks {
    /** Longest identifier (user, tenant, key, relation type…) in UTF-8 bytes. */
    static final int MAX_NAME_BYTES = 256;

    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999Z");

    private Checks() {}

    /** An identifier: kept as given, so whatever would invite trimming or normalising is refused. */
    static String name(String what, String value) {
        requireNonNull(value, what);
        storable(what, value);
        check(!value.isEmpty(), what, "must not be empty");
        check(
                !isSpace(value.codePointAt(0)) && !isSpace(value.codePointBefore(value.length())),
                what,
                "must not be blank or start or end with white space; identifiers are never trimmed");
        check(value.chars().noneMatch(Character::isISOControl), what, "must not contain control characters");
        return bounded(what, value);
    }

    /** At most {@value #MAX_NAME_BYTES} UTF-8 bytes, of which a char takes three at most. */
    static String bounded(String what, String value) {
        if (value.length() > MAX_NAME_BYTES / 3) {
            int bytes = utf8Length(value);
            check(bytes <= MAX_NAME_BYTES, what, "is %s UTF-8 bytes long, the bound is %s", bytes, MAX_NAME_BYTES);
        }
        return value;
    }

    /** Text that is remembered verbatim. */
    static String text(String value) {
        requireNonNull(value, "text");
        check(!value.isBlank(), "text", "must not be blank");
        return storable("text", value);
    }

    /** Any string a store keeps: no U+0000 and no lone surrogate, which PostgreSQL and UTF-8 cannot hold. */
    static String storable(String what, String value) {
        String problem = problem(value);
        if (problem != null) {
            throw new IllegalArgumentException(what + " " + problem);
        }
        return value;
    }

    /** What a store cannot keep about a string, or null. */
    static @Nullable String problem(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == 0) {
                return "must not contain U+0000; remove it before storing";
            }
            if (Character.isSurrogate(c)) {
                if (i + 1 == value.length() || !Character.isSurrogatePair(c, value.charAt(i + 1))) {
                    return "contains a lone surrogate at index " + i;
                }
                i++;
            }
        }
        return null;
    }

    /** Times are kept in microseconds, within the years that every backend can hold. */
    static Instant time(String what, Instant value) {
        requireNonNull(value, what);
        check(
                !value.isBefore(EARLIEST) && !value.isAfter(LATEST),
                what,
                "must lie within the years 1 to 9999, but is %s",
                value);
        return value.truncatedTo(ChronoUnit.MICROS);
    }

    static int utf8Length(String value) {
        return value.getBytes(StandardCharsets.UTF_8).length;
    }

    /** Words the message only when it is needed: most of these are on hot paths. */
    @SuppressWarnings("AnnotateFormatMethod") // the annotation would be a dependency
    static void check(boolean holds, String what, String rule, Object... values) {
        if (!holds) {
            throw new IllegalArgumentException(what + " " + rule.formatted(values));
        }
    }

    private static boolean isSpace(int codePoint) {
        return Character.isWhitespace(codePoint) || Character.isSpaceChar(codePoint);
    }
}
