package io.github.mem0j.pgvector;

import io.github.mem0j.model.Field;
import io.github.mem0j.model.MemoryFilter;
import java.time.Instant;
import java.util.List;

/**
 * A filter as a condition on the memory table; keys and values are bound. Two-valued like the filter itself: each
 * condition is {@code IS TRUE}, so that a missing key makes it false, not null.
 *
 * <p>Kinds are told apart by {@code jsonb_typeof}. Numbers are compared as {@code jsonb}, exactly; strings in collation
 * "C", which is by code point in a UTF-8 database.
 */
final class FilterSql implements MemoryFilter.Visitor<Query> {
    private final String row;

    private FilterSql(String row) {
        this.row = row;
    }

    /** The condition on the row of the table that is called {@code alias} in the query. */
    static Query of(MemoryFilter filter, String alias) {
        return filter.accept(new FilterSql(alias + "."));
    }

    @Override
    public Query comparison(MemoryFilter.Comparison filter) {
        String operator = operator(filter.operator());
        Object value = filter.value();
        if (!(filter.field() instanceof Field.Key key)) {
            return new Query().add("(" + time(filter.field()) + operator + "?)", Query.time((Instant) value));
        }
        if (filter.operator() == MemoryFilter.Operator.EQ) {
            return new Query().add("((" + value() + " = ?) IS TRUE)", key(key), json(value));
        }
        // The kind comes second: it need not be asked of rows that the comparison leaves out.
        return value instanceof String text
                ? new Query()
                        .add(
                                "((" + text() + " COLLATE \"C\"" + operator + "? AND jsonb_typeof(" + value()
                                        + ") = 'string') IS TRUE)",
                                key(key),
                                Query.text(text),
                                key(key))
                : new Query()
                        .add(
                                "((" + value() + operator + "? AND jsonb_typeof(" + value() + ") = 'number') IS TRUE)",
                                key(key),
                                json(value),
                                key(key));
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
    public Query in(MemoryFilter.In filter) {
        if (!(filter.field() instanceof Field.Key key)) {
            List<Instant> times =
                    filter.values().stream().map(Instant.class::cast).toList();
            return new Query().add("(" + time(filter.field()) + " = ANY (?))", Query.binary(BinaryArrays.times(times)));
        }
        // An array contains a scalar that is among its elements; an array within an array is none of them.
        return new Query()
                .add(
                        "((jsonb_typeof(" + value() + ") <> 'array' AND ? @> " + value() + ") IS TRUE)",
                        key(key),
                        json(filter.values()),
                        key(key));
    }

    @Override
    public Query contains(MemoryFilter.Contains filter) {
        Field.Key key = (Field.Key) filter.field();
        Query element = new Query()
                .add(
                        "((jsonb_typeof(" + value() + ") = 'array' AND " + value() + " @> ?) IS TRUE)",
                        key(key),
                        key(key),
                        json(filter.value()));
        if (!(filter.value() instanceof String part)) {
            return element;
        }
        return new Query()
                .add("(")
                .add(element)
                .add(
                        " OR (jsonb_typeof(" + value() + ") = 'string' AND strpos(" + text() + ", ?) > 0) IS TRUE)",
                        key(key),
                        key(key),
                        Query.text(part));
    }

    @Override
    public Query exists(MemoryFilter.Exists filter) {
        return filter.field() instanceof Field.Key key
                ? new Query().add("(" + value() + " IS NOT NULL)", key(key))
                : new Query().add("true");
    }

    @Override
    public Query and(MemoryFilter.And filter) {
        return joined(filter.filters(), " AND ", "true");
    }

    @Override
    public Query or(MemoryFilter.Or filter) {
        return joined(filter.filters(), " OR ", "false");
    }

    private Query joined(List<MemoryFilter> filters, String with, String ifNone) {
        Query all = new Query().add("(").add(filters.isEmpty() ? ifNone : "");
        String separator = "";
        for (MemoryFilter filter : filters) {
            all.add(separator).add(filter.accept(this));
            separator = with;
        }
        return all.add(")");
    }

    @Override
    public Query not(MemoryFilter.Not filter) {
        return new Query().add("(NOT ").add(filter.filter().accept(this)).add(")");
    }

    private String value() {
        return "(" + row + "metadata -> ?::text)";
    }

    private String text() {
        return "(" + row + "metadata ->> ?::text)";
    }

    private String time(Field field) {
        return row + (field == Field.Time.CREATED_AT ? "created_at" : "updated_at");
    }

    private static Query.Bind key(Field.Key key) {
        return Query.text(key.name());
    }

    private static Query.Bind json(Object value) {
        return Query.json(MetadataJson.write(value));
    }
}
