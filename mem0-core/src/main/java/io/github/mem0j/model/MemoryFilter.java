package io.github.mem0j.model;

import java.util.Collection;
import java.util.List;

/**
 * A condition on metadata and times of memories. {@link FilterEvaluator} is its meaning; every backend is held to it.
 *
 * <p>A filter only ever narrows: it cannot name a user, tenant, agent or run, so nothing in it can reach beyond the
 * request's {@link MemoryScope}. Lists have at most {@value #MAX_IN_VALUES} values, nesting goes {@value #MAX_DEPTH}
 * deep. Backends translate through {@link Visitor}, binding keys and values, never concatenating them.
 *
 * <p>{@code ne} and {@code nin} are {@code not(eq)} and {@code not(in)}: one meaning, one form.
 */
public sealed interface MemoryFilter {
    int MAX_IN_VALUES = 1_000;
    int MAX_DEPTH = 32;

    /** Matches every memory in scope. */
    static MemoryFilter all() {
        return And.ALL;
    }

    /** A metadata key: {@code where("topic").eq("tea")}. */
    static Field where(String key) {
        return new Field.Key(key);
    }

    static Field createdAt() {
        return Field.Time.CREATED_AT;
    }

    static Field updatedAt() {
        return Field.Time.UPDATED_AT;
    }

    /** Matches what all of them match; with none given, everything. */
    static MemoryFilter and(Collection<? extends MemoryFilter> filters) {
        return filters.size() == 1 ? filters.iterator().next() : new And(List.copyOf(filters));
    }

    /** Matches what any of them matches; with none given, nothing. */
    static MemoryFilter or(Collection<? extends MemoryFilter> filters) {
        return filters.size() == 1 ? filters.iterator().next() : new Or(List.copyOf(filters));
    }

    default MemoryFilter and(MemoryFilter other) {
        return equals(all()) ? other : other.equals(all()) ? this : new And(List.of(this, other));
    }

    default MemoryFilter or(MemoryFilter other) {
        return new Or(List.of(this, other));
    }

    /** Everything this does not match. */
    default MemoryFilter negate() {
        return this instanceof Not not ? not.filter() : new Not(this);
    }

    <R> R accept(Visitor<R> visitor);

    /** Levels of nesting, 1 for a plain condition. */
    default int depth() {
        return 1;
    }

    /** Bytes that are equal for filters of equal shape, whatever the order inside and/or, and distinct otherwise. */
    default byte[] canonicalForm() {
        return accept(CanonicalFilter.WRITER);
    }

    /** How {@link Comparison} compares. */
    enum Operator {
        EQ,
        GT,
        GTE,
        LT,
        LTE
    }

    /**
     * One value against one operand.
     *
     * @param field what is looked at
     * @param operator how it is compared
     * @param value a scalar; with EQ on a key also a list
     */
    record Comparison(Field field, Operator operator, Object value) implements MemoryFilter {
        public Comparison {
            boolean list = value instanceof List && operator == Operator.EQ;
            value = list && field instanceof Field.Key key ? Metadata.value(key.name(), value) : field.operand(value);
            Checks.check(
                    operator == Operator.EQ || !(value instanceof Boolean),
                    "filter",
                    "%s needs a number, a string or an Instant; compare booleans with eq",
                    operator);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.comparison(this);
        }
    }

    /**
     * Equal to any of some scalars.
     *
     * @param field what is looked at
     * @param values at most {@value MemoryFilter#MAX_IN_VALUES}
     */
    record In(Field field, List<Object> values) implements MemoryFilter {
        public In {
            bounded("IN filter", values);
            values = values.stream().map(field::operand).distinct().toList();
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.in(this);
        }
    }

    /**
     * An element of a list, or a part of a string.
     *
     * @param field a metadata key
     * @param value the scalar
     */
    record Contains(Field field, Object value) implements MemoryFilter {
        public Contains {
            Checks.check(field instanceof Field.Key, "contains filter", "needs a metadata key, not %s", field);
            value = field.operand(value);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.contains(this);
        }
    }

    /**
     * The key is there.
     *
     * @param field what is looked at
     */
    record Exists(Field field) implements MemoryFilter {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.exists(this);
        }
    }

    /**
     * All of them.
     *
     * @param filters none matches everything
     */
    record And(List<MemoryFilter> filters) implements MemoryFilter {
        private static final And ALL = new And(List.of());

        public And {
            filters = nested(filters);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.and(this);
        }

        @Override
        public int depth() {
            return depthOf(filters);
        }
    }

    /**
     * Any of them.
     *
     * @param filters none matches nothing
     */
    record Or(List<MemoryFilter> filters) implements MemoryFilter {
        public Or {
            filters = nested(filters);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.or(this);
        }

        @Override
        public int depth() {
            return depthOf(filters);
        }
    }

    /**
     * Everything else.
     *
     * @param filter what not to match
     */
    record Not(MemoryFilter filter) implements MemoryFilter {
        public Not {
            nested(List.of(filter));
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.not(this);
        }

        @Override
        public int depth() {
            return 1 + filter.depth();
        }
    }

    /** One method per form; a backend returns its fragment and binds from each. */
    interface Visitor<R> {
        R comparison(Comparison filter);

        R in(In filter);

        R contains(Contains filter);

        R exists(Exists filter);

        R and(And filter);

        R or(Or filter);

        R not(Not filter);
    }

    private static int depthOf(List<MemoryFilter> filters) {
        return 1 + filters.stream().mapToInt(MemoryFilter::depth).max().orElse(0);
    }

    private static List<MemoryFilter> nested(List<MemoryFilter> filters) {
        bounded("filter", filters);
        Checks.check(depthOf(filters) <= MAX_DEPTH, "filter", "is nested deeper than %s levels", MAX_DEPTH);
        return List.copyOf(filters);
    }

    private static void bounded(String what, List<?> parts) {
        String rule = "has %s parts, the bound is %s; split the request";
        Checks.check(parts.size() <= MAX_IN_VALUES, what, rule, parts.size(), MAX_IN_VALUES);
    }
}
