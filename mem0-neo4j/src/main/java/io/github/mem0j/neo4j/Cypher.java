package io.github.mem0j.neo4j;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A statement in the making: its text, and the values that are bound in it. They are one parameter, the map {@code $p}:
 * of parameters, the server looks at types and at the lengths of strings and lists, and plans a text anew for others; into
 * maps it does not look. Not thread-safe.
 */
final class Cypher {
    private final StringBuilder text = new StringBuilder();
    private final Map<String, @Nullable Object> values = new HashMap<>();
    private int unnamed;

    Cypher add(String more) {
        text.append(more);
        return this;
    }

    /** Binds a value to a name, which the text uses after {@code $p.}. */
    Cypher with(String name, @Nullable Object value) {
        values.put(name, value);
        return this;
    }

    /** Binds a value, and returns what stands for it in the text. */
    String bind(Object value) {
        String name = "v" + unnamed++;
        with(name, value);
        return "$p." + name;
    }

    /** The same values in another text, which is complete. */
    Cypher around(String before, String after) {
        Cypher other = new Cypher().add(before).add(text.toString()).add(after);
        other.values.putAll(values);
        return other;
    }

    String text() {
        return text.toString();
    }

    Map<String, Object> parameters() {
        return Map.of("p", values);
    }
}
