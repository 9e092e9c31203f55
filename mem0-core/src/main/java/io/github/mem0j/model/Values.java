package io.github.mem0j.model;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Equality and order of metadata values: numbers by exact value, strings by code point, kinds never mixed. */
final class Values {
    private Values() {}

    static boolean equal(@Nullable Object a, Object b) {
        if (a instanceof List<?> left && b instanceof List<?> right) {
            boolean equal = left.size() == right.size();
            for (int i = 0; equal && i < left.size(); i++) {
                equal = equal(left.get(i), right.get(i));
            }
            return equal;
        }
        return (a instanceof Number && b instanceof Number) ? compare(a, b) == 0 : b.equals(a);
    }

    /** Whether the two have an order between them. */
    static boolean ordered(Object a, Object b) {
        return (a instanceof Number && b instanceof Number)
                || (a instanceof String && b instanceof String)
                || (a instanceof Instant && b instanceof Instant);
    }

    static int compare(Object a, Object b) {
        if (a instanceof String left) {
            return compareCodePoints(left, (String) b);
        }
        if (a instanceof Instant left) {
            return left.compareTo((Instant) b);
        }
        if (a instanceof Long left && b instanceof Long right) {
            return Long.compare(left, right);
        }
        if (a instanceof Double left && b instanceof Double right) {
            return Double.compare(left, right);
        }
        return exact(a).compareTo(exact(b)); // a long against a double: neither may round
    }

    private static BigDecimal exact(Object number) {
        return number instanceof Long whole ? BigDecimal.valueOf(whole) : new BigDecimal((Double) number);
    }

    /** The order of the strings' UTF-8 bytes; {@link String#compareTo} puts U+10000 and up before U+E000. */
    private static int compareCodePoints(String a, String b) {
        int shared = Math.min(a.length(), b.length());
        for (int i = 0; i < shared; i++) {
            char left = a.charAt(i);
            char right = b.charAt(i);
            if (left != right) {
                boolean surrogate = Character.isSurrogate(left);
                return surrogate == Character.isSurrogate(right) ? left - right : surrogate ? 1 : -1;
            }
        }
        return a.length() - b.length();
    }
}
