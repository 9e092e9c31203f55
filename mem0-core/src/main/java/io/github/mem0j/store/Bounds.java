package io.github.mem0j.store;

import java.util.Collection;
import java.util.HashSet;

/** Checks that requests share. */
final class Bounds {
    private Bounds() {}

    static void within(String what, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(what + " must be " + least + " to " + most + ", but is " + value);
        }
    }

    static void notEmpty(String what, Collection<?> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException(what + " must not be empty");
        }
    }

    static void distinct(String what, Collection<?> values) {
        if (new HashSet<>(values).size() != values.size()) {
            throw new IllegalArgumentException(what + " must be distinct within one request");
        }
    }
}
