package io.github.mem0j.model;

import static java.util.Objects.requireNonNull;

import io.github.mem0j.model.MemoryFilter.Comparison;
import io.github.mem0j.model.MemoryFilter.Operator;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * What a filter looks at: a metadata key or one of a memory's times. Its methods make the filters.
 *
 * <p>Two-valued logic: a memory that lacks the key, or holds a value of another kind there, simply does not match, so
 * {@link #ne}, {@link #nin} and {@link MemoryFilter#negate()} do match it. Longs and doubles compare by their exact
 * mathematical value, strings by Unicode code point.
 */
public sealed interface Field {
    /**
     * A key of {@link Memory#metadata()}; any text is a plain name here, nothing in it is a path or an operator.
     *
     * @param name the key
     */
    record Key(String name) implements Field {
        public Key {
            Metadata.key(name);
        }
    }

    /** The times that the store keeps; compared with {@link Instant}s. */
    enum Time implements Field {
        CREATED_AT,
        UPDATED_AT
    }

    /** Equal to a scalar; on a key also to a whole list. */
    default MemoryFilter eq(Object value) {
        return new Comparison(this, Operator.EQ, value);
    }

    /** Everything that {@link #eq} does not match, memories without the key among them. */
    default MemoryFilter ne(Object value) {
        return eq(value).negate();
    }

    /** Greater than a number, string or instant. */
    default MemoryFilter gt(Object value) {
        return new Comparison(this, Operator.GT, value);
    }

    default MemoryFilter gte(Object value) {
        return new Comparison(this, Operator.GTE, value);
    }

    default MemoryFilter lt(Object value) {
        return new Comparison(this, Operator.LT, value);
    }

    default MemoryFilter lte(Object value) {
        return new Comparison(this, Operator.LTE, value);
    }

    /** Equal to one of at most {@value MemoryFilter#MAX_IN_VALUES} scalars; none at all matches nothing. */
    default MemoryFilter in(Collection<?> values) {
        return new MemoryFilter.In(this, new ArrayList<>(values));
    }

    default MemoryFilter in(Object... values) {
        return in(List.of(values));
    }

    /** Everything that {@link #in(Collection)} does not match, memories without the key among them. */
    default MemoryFilter nin(Collection<?> values) {
        return in(values).negate();
    }

    default MemoryFilter nin(Object... values) {
        return nin(List.of(values));
    }

    /** A list that has the scalar as an element, or a string that has the string within it (case counts). */
    default MemoryFilter contains(Object value) {
        return new MemoryFilter.Contains(this, value);
    }

    /** Memories that have the key, whatever its value. */
    default MemoryFilter exists() {
        return new MemoryFilter.Exists(this);
    }

    /** {@code value} as this field compares it. */
    default Object operand(Object value) {
        if (this instanceof Key key) {
            return Metadata.scalar(key.name(), value);
        }
        requireNonNull(value, "filter value for " + this);
        if (value instanceof Instant instant) {
            return Checks.time("filter value", instant);
        }
        throw new IllegalArgumentException(this + " is compared with an Instant, not with a "
                + value.getClass().getName());
    }
}
