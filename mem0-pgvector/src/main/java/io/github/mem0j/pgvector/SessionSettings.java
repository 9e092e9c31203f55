package io.github.mem0j.pgvector;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Settings of the server for each session of a store's own pool. They travel in the startup packet and cost no round
 * trip. Immutable.
 *
 * <p>By default {@code jit = off} (compiling costs more than these statements take), {@code random_page_cost = 1.1}
 * (SSDs), {@code hnsw.scan_mem_multiplier = 4} (a filtered scan ends for lack of memory later), {@code
 * plan_cache_mode = force_generic_plan} (these statements gain nothing from being planned anew for each execution, which
 * takes as long as a search among 200 memories; the approximate search sets it back for itself), and {@code
 * statement_timeout}, unless it is here, as the builder's {@code operationTimeout}: what the server goes on with when this
 * JVM is gone ends by then. A request's deadline can therefore only be shorter; raise {@code operationTimeout} for bulk
 * loads.
 *
 * <p>PgBouncer in transaction mode knows no such settings: give {@link #none} there, and set them once for the role:
 * {@code ALTER ROLE agents SET jit = off}.
 *
 * @param values of the settings, by name; if there are none, none is sent, not even the timeout
 */
public record SessionSettings(Map<String, String> values) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*(\\.[A-Za-z_][A-Za-z0-9_]*)?");

    /** @throws IllegalArgumentException if a name is none, or a value holds U+0000 */
    public SessionSettings {
        values.forEach((name, value) -> {
            if (!NAME.matcher(name).matches() || value.indexOf('\0') >= 0) {
                throw new IllegalArgumentException("not a setting that PostgreSQL can have: '" + name + "'");
            }
        });
        values = Map.copyOf(values);
    }

    public static SessionSettings defaults() {
        return new SessionSettings(Map.of(
                "jit",
                "off",
                "random_page_cost",
                "1.1",
                "hnsw.scan_mem_multiplier",
                "4",
                "plan_cache_mode",
                "force_generic_plan"));
    }

    /** The server's own settings, without anything in the startup packet. */
    public static SessionSettings none() {
        return new SessionSettings(Map.of());
    }

    /** With one more, or another value: {@code with("effective_cache_size", "24GB")}. */
    public SessionSettings with(String name, String value) {
        Map<String, String> changed = new LinkedHashMap<>(values);
        changed.put(name, value);
        return new SessionSettings(changed);
    }

    public SessionSettings without(String name) {
        Map<String, String> changed = new LinkedHashMap<>(values);
        changed.remove(name);
        return new SessionSettings(changed);
    }

    /** As libpq's {@code options}, empty if there are none. */
    String options(Duration operationTimeout) {
        if (values.isEmpty()) {
            return "";
        }
        SessionSettings all = values.containsKey("statement_timeout")
                ? this
                : with("statement_timeout", Long.toString(Math.max(1, operationTimeout.toMillis())));
        return all.values.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(setting -> "-c " + setting.getKey() + "=" + escaped(setting.getValue()))
                .collect(Collectors.joining(" "));
    }

    /** The server splits at white space that no backslash precedes. */
    private static String escaped(String value) {
        return value.replaceAll("[\\\\\\s]", "\\\\$0");
    }
}
