package io.github.mem0j.neo4j;

import io.github.mem0j.model.Field;
import io.github.mem0j.model.MemoryFilter;
import java.time.Instant;
import java.util.List;

/**
 * A filter as a condition on a node called {@code m}; keys and values are bound. Two-valued like the filter itself: what
 * Cypher leaves unknown, as where a key is missing or the kinds differ, is false. Numbers compare by exact value and
 * strings by code point in Neo4j, too.
 */
final class FilterCypher implements MemoryFilter.Visitor<String> {
    private final Cypher cypher;

    private FilterCypher(Cypher cypher) {
        this.cypher = cypher;
    }

    /** The condition, its values bound in {@code cypher}. In a CASE, so that the planner leaves its form alone. */
    static String of(MemoryFilter filter, Cypher cypher) {
        return "CASE WHEN " + filter.accept(new FilterCypher(cypher)) + " THEN true ELSE false END";
    }

    @Override
    public String comparison(MemoryFilter.Comparison filter) {
        return known(value(filter.field()) + operator(filter.operator()) + operand(filter.value()));
    }

    private static String operator(MemoryFilter.Operator operator) {
        return switch (operator) {
            case EQ -> " = ";
            case GT -> " > ";
            case GTE -> " >= ";
            case LT -> " < ";
            case LTE -> " <= ";
        };
    }

    @Override
    public String in(MemoryFilter.In filter) {
        return known(value(filter.field()) + " IN "
                + cypher.bind(filter.values().stream().map(FilterCypher::plain).toList()));
    }

    @Override
    public String contains(MemoryFilter.Contains filter) {
        String value = value(filter.field());
        String part = operand(filter.value());
        String ofString = filter.value() instanceof String ? known(value + " CONTAINS " + part) : "false";
        return "(CASE WHEN " + value + " IS :: LIST<ANY> NOT NULL THEN " + known(part + " IN " + value) + " ELSE "
                + ofString + " END)";
    }

    @Override
    public String exists(MemoryFilter.Exists filter) {
        return "(" + value(filter.field()) + " IS NOT NULL)";
    }

    @Override
    public String and(MemoryFilter.And filter) {
        return joined(filter.filters(), " AND ", "true");
    }

    @Override
    public String or(MemoryFilter.Or filter) {
        return joined(filter.filters(), " OR ", "false");
    }

    private String joined(List<MemoryFilter> filters, String with, String ifNone) {
        return filters.isEmpty()
                ? ifNone
                : "(" + String.join(with, filters.stream().map(each -> each.accept(this)).toList()) + ")";
    }

    @Override
    public String not(MemoryFilter.Not filter) {
        return "(NOT " + filter.filter().accept(this) + ")";
    }

    private static String known(String condition) {
        return "coalesce(" + condition + ", false)";
    }

    private String value(Field field) {
        if (field instanceof Field.Key key) {
            return "m[" + cypher.bind(Nodes.property(key.name())) + "]";
        }
        return field == Field.Time.CREATED_AT ? "m.createdAt" : "m.updatedAt";
    }

    private String operand(Object value) {
        return cypher.bind(plain(value));
    }

    private static Object plain(Object value) {
        return value instanceof Instant time ? Nodes.micros(time) : value;
    }
}
