package io.github.mem0j.testkit;

import static io.github.mem0j.model.MemoryFilter.where;

import io.github.mem0j.model.Field;
import io.github.mem0j.model.MemoryFilter;
import io.github.mem0j.model.Metadata;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/** Every operator against operands of every type, and memories whose values of every type it meets. */
final class FilterMatrix {
    /** The key that all memories but the last hold a value under. */
    static final String KEY = "key";

    private static final Object[] VALUES = {
        0L,
        1L,
        -1L,
        Long.MAX_VALUE,
        Long.MAX_VALUE - 1,
        Long.MIN_VALUE,
        (1L << 53) + 1,
        0.0,
        1.0,
        1.5,
        -0.5,
        (double) (1L << 53),
        0x1p63,
        1e300,
        "",
        "1",
        "a",
        "A",
        "ab",
        "b",
        "true",
        "caf\u00e9",
        "cafe\u0301",
        "\uFFFD",
        "\uD83E\uDED6",
        true,
        false,
        List.of(),
        List.of("a"),
        List.of("b", "a"),
        List.of(1L, 2L),
        List.of(1.0, 2.0),
        List.of(true)
    };

    private static final Map<String, List<Object>> OPERANDS = new LinkedHashMap<>();

    static {
        OPERANDS.put("long", List.of(0L, 1L, Long.MAX_VALUE, Long.MIN_VALUE, (1L << 53) + 1));
        OPERANDS.put("double", List.of(0.0, 1.0, 1.25, (double) (1L << 53), 0x1p63, -1e300));
        OPERANDS.put("String", List.of("", "1", "a", "ab", "true", "caf\u00e9", "\uD83E\uDED6", "%", "_"));
        OPERANDS.put("boolean", List.of(true, false));
    }

    private FilterMatrix() {}

    /** One per value, and one without the key. */
    static List<Metadata> rows() {
        List<Metadata> rows = new ArrayList<>();
        for (Object value : VALUES) {
            rows.add(Metadata.of(KEY, value, "other", 1));
        }
        rows.add(Metadata.of("other", 1));
        return rows;
    }

    /** Filters by what they are: operator and type of operand. */
    static Map<String, List<MemoryFilter>> filters() {
        Map<String, List<MemoryFilter>> filters = new LinkedHashMap<>();
        OPERANDS.forEach((type, operands) -> {
            put(filters, "eq " + type, Field::eq, operands);
            put(filters, "ne " + type, Field::ne, operands);
            if (!type.equals("boolean")) {
                put(filters, "gt " + type, Field::gt, operands);
                put(filters, "gte " + type, Field::gte, operands);
                put(filters, "lt " + type, Field::lt, operands);
                put(filters, "lte " + type, Field::lte, operands);
            }
            put(filters, "contains " + type, Field::contains, operands);
            filters.put(
                    "in " + type, List.of(where(KEY).in(operands), where(KEY).in(operands.subList(0, 1))));
            filters.put("nin " + type, List.of(where(KEY).nin(operands)));
        });
        List<Object> mixed = List.of(1L, "a", true, 1.5);
        filters.put("in mixed types", List.of(where(KEY).in(mixed), where(KEY).nin(mixed)));
        filters.put("in none", List.of(where(KEY).in(List.of()), where(KEY).nin(List.of())));
        List<Object> lists = List.of(List.of(), List.of("a"), List.of("a", "b"), List.of("b", "a"), List.of(1L, 2L));
        put(filters, "eq list", Field::eq, lists);
        put(filters, "ne list", Field::ne, lists);
        filters.put("exists", List.of(where(KEY).exists(), where("missing").exists()));
        filters.put("not exists", List.of(where(KEY).exists().negate()));
        filters.put(
                "and",
                List.of(
                        where(KEY).gte(0).and(where(KEY).lt(2)),
                        where("other").eq(1).and(where(KEY).eq("a"))));
        filters.put(
                "or",
                List.of(
                        where(KEY).eq("a").or(where(KEY).eq(1)),
                        where(KEY).eq(1).or(where("other").eq(1))));
        filters.put(
                "not",
                List.of(where(KEY).gt("a").negate(), where(KEY).contains("a").negate()));
        filters.put("none and all", List.of(MemoryFilter.and(List.of()), MemoryFilter.or(List.of())));
        filters.put("nested", List.of(nested()));
        return filters;
    }

    private static MemoryFilter nested() {
        MemoryFilter small = where(KEY).gte(-1).and(where(KEY).lte(1.5));
        MemoryFilter text = where(KEY).contains("a").or(where(KEY).in("b", "true"));
        return small.or(text)
                .and(where(KEY).eq(1.0).or(where(KEY).eq("ab")).negate())
                .negate();
    }

    private static void put(
            Map<String, List<MemoryFilter>> filters,
            String name,
            BiFunction<Field, Object, MemoryFilter> operator,
            List<Object> operands) {
        filters.put(
                name,
                operands.stream()
                        .map(operand -> operator.apply(where(KEY), operand))
                        .toList());
    }
}
