package io.github.mem0j.transfer;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The fields of one JSON object, each taken once and by type; what is left over at the end is a mistake. */
final class Fields {
    private final Map<Object, Object> left;

    Fields(Map<?, ?> fields) {
        left = new LinkedHashMap<>(fields);
    }

    <T> T take(String name, Class<T> type) {
        T value = takeIfPresent(name, type);
        if (value == null) {
            throw new IllegalArgumentException("field '" + name + "' is missing");
        }
        return value;
    }

    <T> @Nullable T takeIfPresent(String name, Class<T> type) {
        Object value = left.remove(name);
        if (value != null && !type.isInstance(value)) {
            throw new IllegalArgumentException("field '" + name + "' must be a " + type.getSimpleName());
        }
        return type.cast(value);
    }

    void requireNoMore() {
        if (!left.isEmpty()) {
            throw new IllegalArgumentException(
                    "unknown field '" + left.keySet().iterator().next() + "'");
        }
    }
}
