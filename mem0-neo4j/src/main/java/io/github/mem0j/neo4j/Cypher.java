package io.github.mem0j.neo4j;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A statement in the making: its text, and the values that are bound in it. Not thread-safe. */
final class Cypher {
    private final StringBuilder text = new StringBuilder();
    private final Map<String, Object> parameters = new HashMap<>();

    Cypher add(String more) {
        text.append(more);
        return this;
    }

    /** Binds a value to a name that the text uses. */
    Cypher with(String name, @Nullable Object value) {
        parameters.put(name, value);
        return this;
    }

    /** Binds a value to a new name, and returns what stands for it in the text. */
    String bind(Object value) {
        String name = "p" + parameters.size();
        parameters.put(name, value);
        return "$" + name;
    }

    /** The same values in another text. */
    Cypher around(String before, String after) {
        Cypher other = new Cypher().add(before).add(text.toString()).add(after);
        other.parameters.putAll(parameters);
        return other;
    }

    String text() {
        return text.toString();
    }

    Map<String, Object> parameters() {
        return parameters;
    }
}
