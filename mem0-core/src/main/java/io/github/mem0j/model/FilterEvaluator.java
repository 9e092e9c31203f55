package io.github.mem0j.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The meaning of a {@link MemoryFilter}: whether it matches one memory. Backends are tested against it. */
public final class FilterEvaluator implements MemoryFilter.Visitor<Boolean> {
    private final Memory memory;

    private FilterEvaluator(Memory memory) {
        this.memory = memory;
    }

    public static boolean matches(MemoryFilter filter, Memory memory) {
        return filter.accept(new FilterEvaluator(memory));
    }

    @Override
    public Boolean comparison(MemoryFilter.Comparison filter) {
        Object actual = actual(filter.field());
        if (filter.operator() == MemoryFilter.Operator.EQ) {
            return Values.equal(actual, filter.value());
        }
        if (actual == null || !Values.ordered(actual, filter.value())) {
            return false;
        }
        int order = Values.compare(actual, filter.value());
        return switch (filter.operator()) {
            case GT -> order > 0;
            case GTE -> order >= 0;
            case LT -> order < 0;
            default -> order <= 0;
        };
    }

    @Override
    public Boolean in(MemoryFilter.In filter) {
        Object actual = actual(filter.field());
        return filter.values().stream().anyMatch(value -> Values.equal(actual, value));
    }

    @Override
    public Boolean contains(MemoryFilter.Contains filter) {
        Object actual = actual(filter.field());
        if (actual instanceof List<?> list) {
            return list.stream().anyMatch(element -> Values.equal(element, filter.value()));
        }
        return actual instanceof String text && filter.value() instanceof String part && text.contains(part);
    }

    @Override
    public Boolean exists(MemoryFilter.Exists filter) {
        return actual(filter.field()) != null;
    }

    @Override
    public Boolean and(MemoryFilter.And filter) {
        return filter.filters().stream().allMatch(part -> part.accept(this));
    }

    @Override
    public Boolean or(MemoryFilter.Or filter) {
        return filter.filters().stream().anyMatch(part -> part.accept(this));
    }

    @Override
    public Boolean not(MemoryFilter.Not filter) {
        return !filter.filter().accept(this);
    }

    private @Nullable Object actual(Field field) {
        if (field instanceof Field.Key key) {
            return memory.metadata().get(key.name());
        }
        return field == Field.Time.CREATED_AT ? memory.createdAt() : memory.updatedAt();
    }
}
