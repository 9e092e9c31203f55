package io.github.mem0j.testkit;

import io.github.mem0j.model.Field;
import io.github.mem0j.model.Memory;
import io.github.mem0j.model.MemoryFilter;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The meaning of filters once more, from their documentation alone, to hold {@code FilterEvaluator} against. */
final class PlainFilter {
    private PlainFilter() {}

    static boolean matches(MemoryFilter filter, Memory memory) {
        if (filter instanceof MemoryFilter.And and) {
            boolean all = true;
            for (MemoryFilter part : and.filters()) {
                all &= matches(part, memory);
            }
            return all;
        }
        if (filter instanceof MemoryFilter.Or or) {
            boolean any = false;
            for (MemoryFilter part : or.filters()) {
                any |= matches(part, memory);
            }
            return any;
        }
        if (filter instanceof MemoryFilter.Not not) {
            return !matches(not.filter(), memory);
        }
        if (filter instanceof MemoryFilter.Exists exists) {
            return value(exists.field(), memory).isPresent();
        }
        if (filter instanceof MemoryFilter.In in) {
            return value(in.field(), memory)
                    .filter(value -> in.values().stream().anyMatch(wanted -> same(value, wanted)))
                    .isPresent();
        }
        if (filter instanceof MemoryFilter.Contains contains) {
            return value(contains.field(), memory)
                    .filter(value -> holds(value, contains.value()))
                    .isPresent();
        }
        MemoryFilter.Comparison comparison = (MemoryFilter.Comparison) filter;
        return value(comparison.field(), memory)
                .filter(value -> compares(value, comparison.operator(), comparison.value()))
                .isPresent();
    }

    private static Optional<Object> value(Field field, Memory memory) {
        if (field instanceof Field.Key key) {
            return Optional.ofNullable(memory.metadata().asMap().get(key.name()));
        }
        return Optional.of(field == MemoryFilter.createdAt() ? memory.createdAt() : memory.updatedAt());
    }

    private static boolean holds(Object value, Object part) {
        if (value instanceof List<?> list) {
            return list.stream().anyMatch(element -> same(element, part));
        }
        return value instanceof String text && part instanceof String sought && text.indexOf(sought) >= 0;
    }

    private static boolean compares(Object value, MemoryFilter.Operator operator, Object operand) {
        OptionalInt order = order(value, operand);
        return switch (operator) {
            case EQ -> same(value, operand);
            case GT -> order.isPresent() && order.getAsInt() > 0;
            case GTE -> order.isPresent() && order.getAsInt() >= 0;
            case LT -> order.isPresent() && order.getAsInt() < 0;
            case LTE -> order.isPresent() && order.getAsInt() <= 0;
        };
    }

    private static boolean same(Object a, Object b) {
        if (a instanceof List<?> left && b instanceof List<?> right) {
            if (left.size() != right.size()) {
                return false;
            }
            for (int i = 0; i < left.size(); i++) {
                if (!same(left.get(i), right.get(i))) {
                    return false;
                }
            }
            return true;
        }
        OptionalInt order = order(a, b);
        return order.isPresent() ? order.getAsInt() == 0 : a.equals(b);
    }

    /** Empty where two values have no order between them. */
    private static OptionalInt order(Object a, Object b) {
        if (a instanceof Number left && b instanceof Number right) {
            return OptionalInt.of(exact(left).compareTo(exact(right)));
        }
        if (a instanceof String left && b instanceof String right) {
            return OptionalInt.of(Arrays.compareUnsigned(
                    left.getBytes(StandardCharsets.UTF_8), right.getBytes(StandardCharsets.UTF_8)));
        }
        if (a instanceof Instant left && b instanceof Instant right) {
            return OptionalInt.of(left.compareTo(right));
        }
        return OptionalInt.empty();
    }

    /** A double's toString is the shortest that tells it apart, not its value. */
    private static BigDecimal exact(Number number) {
        return number instanceof Double ? new BigDecimal(number.doubleValue()) : new BigDecimal(number.longValue());
    }
}
