package io.github.mem0j.testkit;

import io.github.mem0j.model.Field;
import io.github.mem0j.model.MemoryFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Filters of every form. */
final class RandomFilters {
    private final RandomData random;

    RandomFilters(RandomData random) {
        this.random = random;
    }

    MemoryFilter filter(int maxDepth) {
        if (maxDepth <= 1 || random.chance(3)) {
            return condition();
        }
        return switch (random.below(5)) {
            case 0 -> MemoryFilter.and(several(maxDepth - 1));
            case 1 -> MemoryFilter.or(several(maxDepth - 1));
            case 2 -> filter(maxDepth - 1).negate();
            case 3 -> filter(maxDepth - 1).and(filter(maxDepth - 2));
            default -> filter(maxDepth - 1).or(filter(maxDepth - 2));
        };
    }

    /** None, one, or some. */
    private List<MemoryFilter> several(int maxDepth) {
        return times(4, () -> filter(maxDepth));
    }

    private MemoryFilter condition() {
        return random.chance(4) ? onTime() : onKey(MemoryFilter.where(random.key()));
    }

    private MemoryFilter onKey(Field field) {
        return switch (random.below(8)) {
            case 0 -> field.eq(random.value());
            case 1 -> field.ne(random.value());
            case 2 -> field.in(times(6, random::scalar));
            case 3 -> field.nin(times(6, random::scalar));
            case 4 -> field.contains(random.scalar());
            case 5 -> field.exists();
            default -> ordered(field, orderable());
        };
    }

    private Object orderable() {
        Object value = random.scalar();
        return value instanceof Boolean ? orderable() : value;
    }

    private MemoryFilter onTime() {
        Field field = random.chance(2) ? MemoryFilter.createdAt() : MemoryFilter.updatedAt();
        return switch (random.below(6)) {
            case 0 -> field.eq(random.time());
            case 1 -> field.in(times(4, random::time));
            default -> ordered(field, random.time());
        };
    }

    private MemoryFilter ordered(Field field, Object operand) {
        return switch (random.below(4)) {
            case 0 -> field.gt(operand);
            case 1 -> field.gte(operand);
            case 2 -> field.lt(operand);
            default -> field.lte(operand);
        };
    }

    private <T> List<T> times(int bound, Supplier<T> next) {
        List<T> values = new ArrayList<>();
        for (int i = random.below(bound); i > 0; i--) {
            values.add(next.get());
        }
        return values;
    }
}
