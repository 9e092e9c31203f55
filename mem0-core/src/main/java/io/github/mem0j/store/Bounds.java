package io.github.mem0j.store;

import static java.util.Objects.requireNonNull;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;

/** Checks that requests share. */
final class Bounds {
    private Bounds() {}

    static void within(String what, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(what + " must be " + least + " to " + most + ", but is " + value);
        }
    }

    /** An immutable copy, nothing in it null. */
    static <T> List<T> listOf(String what, Collection<? extends T> values) {
        requireNonNull(values, what);
        for (T value : values) {
            requireNonNull(value, what + " must not contain null");
        }
        return List.copyOf(values);
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
