package io.github.mem0j.neo4j;

import io.github.mem0j.model.Field;
import io.github.mem0j.model.MemoryFilter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * A filter as a condition on a node called {@code m}; keys and values are bound. Two-valued like the filter itself: what
 * Cypher leaves unknown, as where a key is missing or the kinds differ, is false.
 */
final class FilterCypher implements MemoryFilter.Visitor<String> {
    private static final String LIST = " IS :: LIST<ANY> NOT NULL";

    private final Cypher cypher;

    private FilterCypher(Cypher cypher) {
        this.cypher = cypher;
    }

    /** The condition, its values bound in {@code cypher}. */
    static String of(MemoryFilter filter, Cypher cypher) {
        return filter.accept(new FilterCypher(cypher));
    }

    @Override
    public String comparison(MemoryFilter.Comparison filter) {
        String value = value(filter.field());
        if (filter.operator() == MemoryFilter.Operator.EQ) {
            return filter.value() instanceof List<?> list ? equal(value, list) : equal(value, filter.value());
        }
        String operator = operator(filter.operator());
        String plain = value + operator + operand(filter.value());
        String orderKey = filter.value() instanceof String text ? Nodes.orderKey(text) : null;
        if (orderKey == null || !(filter.field() instanceof Field.Key key)) {
            return known(plain);
        }
        String order = "m[" + cypher.bind(Nodes.orderProperty(key.name())) + "]";
        return known("CASE WHEN " + order + " IS NULL THEN " + plain + " ELSE " + order + operator
                + cypher.bind(orderKey) + " END");
    }

    private String equal(String value, Object operand) {
        String bound = operand(operand);
        return known(
                isFar(operand) ? value + " >= " + bound + " AND " + value + " <= " + bound : value + " = " + bound);
    }

    private String equal(String value, List<?> operand) {
        String bound = cypher.bind(operand);
        if (operand.stream().noneMatch(FilterCypher::isFar)) {
            return known(value + " = " + bound);
        }
        return "(CASE WHEN " + value + LIST + " THEN size(" + value + ") = " + operand.size()
                + " AND all(i IN range(0, " + (operand.size() - 1) + ") WHERE "
                + known(value + "[i] >= " + bound + "[i] AND " + value + "[i] <= " + bound + "[i]")
                + ") ELSE false END)";
    }

    /** Neo4j calls the greatest long equal to doubles past it, but does not order them so. */
    private static boolean isFar(Object operand) {
        return operand instanceof Double number
                ? Math.abs(number) >= 0x1p63
                : operand instanceof Long whole && (whole == Long.MAX_VALUE || whole == Long.MIN_VALUE);
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
        String value = value(filter.field());
        List<Object> near = filter.values().stream()
                .filter(each -> !isFar(each))
                .map(FilterCypher::plain)
                .toList();
        List<String> conditions = new ArrayList<>(List.of(known(value + " IN " + cypher.bind(near))));
        filter.values().stream().filter(FilterCypher::isFar).forEach(far -> conditions.add(equal(value, far)));
        return "any(x IN [" + String.join(", ", conditions) + "] WHERE x)";
    }

    @Override
    public String contains(MemoryFilter.Contains filter) {
        String value = value(filter.field());
        String part = operand(filter.value());
        String inList = isFar(filter.value())
                ? "any(e IN " + value + " WHERE " + equal("e", filter.value()) + ")"
                : part + " IN " + value;
        String inString = filter.value() instanceof String ? known(value + " CONTAINS " + part) : "false";
        return "(CASE WHEN " + value + LIST + " THEN " + known(inList) + " ELSE " + inString + " END)";
    }

    @Override
    public String exists(MemoryFilter.Exists filter) {
        return "(" + value(filter.field()) + " IS NOT NULL)";
    }

    @Override
    public String and(MemoryFilter.And filter) {
        return each(filter.filters(), "all");
    }

    @Override
    public String or(MemoryFilter.Or filter) {
        return each(filter.filters(), "any");
    }

    /**
     * In lists and a CASE, not by AND, OR and NOT: of many of these, the planner would take seconds to find a normal form.
     * Comparisons that differ in their values only are one condition, for the planner takes its time for each, too.
     */
    private String each(List<MemoryFilter> filters, String quantifier) {
        List<String> conditions = new ArrayList<>();
        Map<MemoryFilter.Operator, List<Object>> alike = new EnumMap<>(MemoryFilter.Operator.class);
        for (MemoryFilter filter : filters) {
            if (filter instanceof MemoryFilter.Comparison comparison
                    && comparison.field() instanceof Field.Key key
                    && isPlain(comparison)) {
                alike.computeIfAbsent(comparison.operator(), operator -> new ArrayList<>())
                        .add(List.of(Nodes.property(key.name()), comparison.value()));
            } else {
                conditions.add(filter.accept(this));
            }
        }
        alike.forEach((operator, pairs) -> conditions.add(quantifier + "(c IN " + cypher.bind(pairs) + " WHERE "
                + known("m[c[0]]" + operator(operator) + "c[1]") + ")"));
        return quantifier + "(x IN [" + String.join(", ", conditions) + "] WHERE x)";
    }

    private static boolean isPlain(MemoryFilter.Comparison filter) {
        boolean ordered = filter.operator() != MemoryFilter.Operator.EQ;
        return ordered
                ? !(filter.value() instanceof String text && Nodes.orderKey(text) != null)
                : !(filter.value() instanceof List || isFar(filter.value()));
    }

    @Override
    public String not(MemoryFilter.Not filter) {
        return "(CASE WHEN " + filter.filter().accept(this) + " THEN false ELSE true END)";
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
