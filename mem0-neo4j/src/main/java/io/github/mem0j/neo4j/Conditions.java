package io.github.mem0j.neo4j;

import io.github.mem0j.model.Field;
import io.github.mem0j.model.MemoryFilter;
import io.github.mem0j.model.MemoryScope;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What a filter and a scope ask of a node called {@code m}, as a parameter: all have one {@link #TEXT}, for the server
 * takes its time to plan what it has not met. The steps are in postfix order. A condition's truth becomes the last bit of a
 * number; {@code and}, {@code or} and {@code not} work on its last bits, of which nesting needs no more than it is deep.
 * Two-valued like filters: what Cypher leaves unknown, as where a key is missing or the kinds differ, is false. Not
 * thread-safe.
 */
final class Conditions implements MemoryFilter.Visitor<Conditions> {
    /** Of the parameter {@code $p.conditions}. */
    static final String TEXT = "reduce(bits = 0, c IN $p.conditions | CASE c[0]"
            + " WHEN 'and' THEN bits / 4 * 2 + bits % 2 * (bits / 2 % 2)"
            + " WHEN 'or' THEN bits / 4 * 2 + (bits % 2 + bits / 2 % 2 + 1) / 2"
            + " WHEN 'not' THEN bits + 1 - bits % 2 * 2"
            + " ELSE bits * 2 + CASE WHEN CASE c[0]"
            + " WHEN 'is' THEN c[1]"
            + " WHEN '=' THEN m[c[1]] = c[2]"
            + " WHEN '>' THEN m[c[1]] > c[2]"
            + " WHEN '>=' THEN m[c[1]] >= c[2]"
            + " WHEN '<' THEN m[c[1]] < c[2]"
            + " WHEN '<=' THEN m[c[1]] <= c[2]"
            + " WHEN 'in' THEN m[c[1]] IN c[2]"
            + " WHEN 'exists' THEN m[c[1]] IS NOT NULL"
            + " WHEN 'contains' THEN CASE WHEN m[c[1]] IS :: LIST<ANY> NOT NULL THEN c[2] IN m[c[1]]"
            + " ELSE m[c[1]] CONTAINS c[2] END"
            + " WHEN 'contains far' THEN CASE WHEN m[c[1]] IS :: LIST<ANY> NOT NULL"
            + " THEN any(e IN m[c[1]] WHERE e >= c[2] AND e <= c[2]) END"
            + " WHEN 'far list' THEN CASE WHEN m[c[1]] IS :: LIST<ANY> NOT NULL AND size(m[c[1]]) = size(c[2])"
            + " THEN all(i IN range(0, size(c[2]) - 1) WHERE m[c[1]][i] >= c[2][i] AND m[c[1]][i] <= c[2][i]) END"
            + " END THEN 1 ELSE 0 END END) = 1";

    private final List<List<Object>> steps = new ArrayList<>();

    private Conditions() {}

    /** Of a scope's agent and run, and of a filter. Empty if everything meets them. */
    static List<List<Object>> of(MemoryScope scope, MemoryFilter filter) {
        Conditions conditions = new Conditions();
        int parts = 0;
        if (scope.agent() != null) {
            conditions.step("=", "agent", scope.agent()).join(parts++, "and");
        }
        if (scope.run() != null) {
            conditions.step("=", "run", scope.run()).join(parts++, "and");
        }
        if (!filter.equals(MemoryFilter.all())) {
            filter.accept(conditions).join(parts, "and");
        }
        return conditions.steps;
    }

    private Conditions step(Object... step) {
        steps.add(List.of(step));
        return this;
    }

    private void join(int before, String operator) {
        if (before > 0) {
            step(operator);
        }
    }

    @Override
    public Conditions comparison(MemoryFilter.Comparison filter) {
        String property = property(filter.field());
        Object value = plain(filter.value());
        if (filter.operator() == MemoryFilter.Operator.EQ) {
            return value instanceof List<?> list && list.stream().anyMatch(Conditions::isFar)
                    ? step("far list", property, value)
                    : equal(property, value);
        }
        String operator = operator(filter.operator());
        String orderKey = value instanceof String text ? Nodes.orderKey(text) : null;
        if (orderKey == null || !(filter.field() instanceof Field.Key key)) {
            return step(operator, property, value);
        }
        String order = Nodes.orderProperty(key.name());
        return step("exists", order)
                .step("not")
                .step(operator, property, value)
                .step("and")
                .step(operator, order, orderKey)
                .step("or");
    }

    private Conditions equal(String property, Object value) {
        return isFar(value)
                ? step(">=", property, value).step("<=", property, value).step("and")
                : step("=", property, value);
    }

    /** Neo4j calls the greatest long equal to doubles past it, but does not order them so. */
    private static boolean isFar(Object value) {
        return value instanceof Double number
                ? Math.abs(number) >= 0x1p63
                : value instanceof Long whole && (whole == Long.MAX_VALUE || whole == Long.MIN_VALUE);
    }

    private static String operator(MemoryFilter.Operator operator) {
        return switch (operator) {
            case EQ -> "=";
            case GT -> ">";
            case GTE -> ">=";
            case LT -> "<";
            case LTE -> "<=";
        };
    }

    @Override
    public Conditions in(MemoryFilter.In filter) {
        String property = property(filter.field());
        List<Object> values = filter.values().stream().map(Conditions::plain).toList();
        step("in", property, values.stream().filter(each -> !isFar(each)).toList());
        values.stream()
                .filter(Conditions::isFar)
                .forEach(far -> equal(property, far).step("or"));
        return this;
    }

    @Override
    public Conditions contains(MemoryFilter.Contains filter) {
        String contains = isFar(filter.value()) ? "contains far" : "contains";
        return step(contains, property(filter.field()), filter.value());
    }

    @Override
    public Conditions exists(MemoryFilter.Exists filter) {
        return step("exists", property(filter.field()));
    }

    @Override
    public Conditions and(MemoryFilter.And filter) {
        return each(filter.filters(), "and");
    }

    @Override
    public Conditions or(MemoryFilter.Or filter) {
        return each(filter.filters(), "or");
    }

    private Conditions each(List<MemoryFilter> filters, String operator) {
        if (filters.isEmpty()) {
            return step("is", operator.equals("and"));
        }
        for (int i = 0; i < filters.size(); i++) {
            filters.get(i).accept(this).join(i, operator);
        }
        return this;
    }

    @Override
    public Conditions not(MemoryFilter.Not filter) {
        return filter.filter().accept(this).step("not");
    }

    private static String property(Field field) {
        if (field instanceof Field.Key key) {
            return Nodes.property(key.name());
        }
        return field == Field.Time.CREATED_AT ? "createdAt" : "updatedAt";
    }

    private static Object plain(Object value) {
        return value instanceof Instant time ? Nodes.micros(time) : value;
    }
}
