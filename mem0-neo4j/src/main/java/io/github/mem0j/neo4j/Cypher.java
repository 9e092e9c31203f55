package io.github.mem0j.neo4j;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A statement in the making: its text, and the values that are bound in it. Not thread-safe. */
final class Cypher {
    private final StringBuilder text = new StringBuilder();
    private final Map<String, @Nullable Object> parameters = new HashMap<>();
    /** One parameter for all that have no name: the server plans a text anew for parameters of other types. */
    private final List<Object> values = new ArrayList<>();

    Cypher add(String more) {
        text.append(more);
        return this;
    }

    /** Binds a value to a name that the text uses. */
    Cypher with(String name, @Nullable Object value) {
        parameters.put(name, value);
        return this;
    }

    /** Binds a value, and returns what stands for it in the text. */
    String bind(Object value) {
        parameters.putIfAbsent("values", values);
        values.add(value);
        return "$values[" + (values.size() - 1) + "]";
    }

    /** The same values in another text, which is complete. */
    Cypher around(String before, String after) {
        Cypher other = new Cypher().add(before).add(text.toString()).add(after);
        other.parameters.putAll(parameters);
        return other;
    }

    String text() {
        return text.toString();
    }

    Map<String, @Nullable Object> parameters() {
        return parameters;
    }
}
