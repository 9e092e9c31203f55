package io.github.mem0j.model;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is known about a memory besides its text: keys with a {@code String}, {@code Boolean}, {@code Long},
 * {@code Double}, or a {@code List} of one of these types.
 *
 * <p>Smaller number types are widened ({@code int} → {@code long}, {@code float} → {@code double}); longs stay exact
 * in every backend. Null, NaN, infinities, nested lists and other types are refused. Keys are 1 to 256 UTF-8 bytes.
 * Immutable, sorted by key; the map given is copied.
 */
public final class Metadata {
    public static final Metadata EMPTY = new Metadata(new TreeMap<>());

    private final SortedMap<String, Object> entries;

    private Metadata(SortedMap<String, Object> entries) {
        this.entries = Collections.unmodifiableSortedMap(entries);
    }

    public static Metadata of(String key, Object value) {
        return copyOf(Map.of(key, value));
    }

    public static Metadata of(String key1, Object value1, String key2, Object value2) {
        return copyOf(Map.of(key1, value1, key2, value2));
    }

    /**
     * Copies a map.
     *
     * @throws IllegalArgumentException naming the key whose value is not of a supported type
     */
    public static Metadata copyOf(Map<String, ?> map) {
        TreeMap<String, Object> copy = new TreeMap<>();
        map.forEach((key, value) -> copy.put(key(key), value(key, value)));
        return copy.isEmpty() ? EMPTY : new Metadata(copy);
    }

    /** This with one more or another value. */
    public Metadata with(String key, Object value) {
        return merge(of(key, value), List.of());
    }

    /** This overlaid with {@code changes}, less the keys in {@code unset}. */
    public Metadata merge(Metadata changes, Collection<String> unset) {
        if (changes.isEmpty() && unset.isEmpty()) {
            return this;
        }
        TreeMap<String, Object> merged = new TreeMap<>(entries);
        merged.putAll(changes.entries);
        merged.keySet().removeAll(unset);
        return new Metadata(merged);
    }

    public @Nullable Object get(String key) {
        return entries.get(key);
    }

    /** The value if it is there and a string. */
    public Optional<String> string(String key) {
        return entries.get(key) instanceof String text ? Optional.of(text) : Optional.empty();
    }

    public boolean isEmpty() {
        return entries.isEmpty();
    }

    /** Unmodifiable, sorted by key. */
    public SortedMap<String, Object> asMap() {
        return entries;
    }

    /** Size as the limits count it: UTF-8 bytes of keys and strings, 8 per number, 1 per boolean. */
    public long sizeInBytes() {
        long bytes = 0;
        for (Map.Entry<String, Object> entry : entries.entrySet()) {
            bytes += Checks.utf8Length(entry.getKey()) + size(entry.getValue());
        }
        return bytes;
    }

    private static long size(Object value) {
        if (value instanceof List<?> list) {
            return list.stream().mapToLong(Metadata::size).sum();
        }
        return value instanceof String text ? Checks.utf8Length(text) : value instanceof Boolean ? 1 : 8;
    }

    static String key(String key) {
        requireNonNull(key, "metadata key");
        Checks.storable("metadata key", key);
        Checks.check(!key.isEmpty(), "metadata key", "must be 1 to %s UTF-8 bytes, not empty", Checks.MAX_NAME_BYTES);
        return Checks.bounded("metadata key", key);
    }

    /** A value in its one stored form; a list keeps its order. */
    static Object value(String key, @Nullable Object value) {
        if (!(value instanceof List<?> list)) {
            return scalar(key, value);
        }
        List<Object> copy = new ArrayList<>(list.size());
        for (Object element : list) {
            Object scalar = scalar(key, element);
            if (!copy.isEmpty() && copy.get(0).getClass() != scalar.getClass()) {
                throw unsupported(key, "a list of mixed types, not one type per list");
            }
            copy.add(scalar);
        }
        return Collections.unmodifiableList(copy);
    }

    static Object scalar(String key, @Nullable Object value) {
        if (value instanceof String text) {
            String problem = Checks.problem(text);
            if (problem != null) {
                throw unsupported(key, "a string that " + problem);
            }
            return text;
        }
        if (value instanceof Boolean || value instanceof Long) {
            return value;
        }
        if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
            return ((Number) value).longValue();
        }
        if (value instanceof Double || value instanceof Float) {
            double number = ((Number) value).doubleValue();
            if (!Double.isFinite(number)) {
                throw unsupported(key, String.valueOf(value));
            }
            return number + 0.0; // -0.0 becomes 0.0, as in JSON columns
        }
        throw unsupported(key, value == null ? "null" : "a " + value.getClass().getName());
    }

    private static IllegalArgumentException unsupported(String key, String found) {
        return new IllegalArgumentException("the metadata value of '" + key + "' is " + found
                + "; use a String, boolean, long, finite double or a list of one of these, or leave the key out");
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Metadata that && entries.equals(that.entries);
    }

    @Override
    public int hashCode() {
        return entries.hashCode();
    }

    @Override
    public String toString() {
        return entries.toString();
    }
}
