package io.github.mem0j.pgvector;

import io.github.mem0j.model.Field;
import io.github.mem0j.model.MemoryFilter;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.Metadata;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Strings, numbers and filters that look for a seam between Java, JDBC, SQL and JSON. The seed decides everything. */
final class Hostile {
    private static final List<String> FRAGMENTS = List.of(
            "'",
            "''",
            "\"",
            "\\",
            "\\'",
            "{}",
            "{d '2020-01-01'}",
            "{fn user()}",
            "?",
            "??",
            "$1",
            "$$",
            "$x$",
            "--",
            "/*",
            "*/",
            ";",
            "'; DROP TABLE mem0.memory; --",
            "\" OR \"1\"=\"1",
            "%",
            "_",
            "%2F",
            "/",
            "a",
            "A",
            "É",
            "e\u0301",
            "\uD83D\uDE00",
            "\uD83D\uDC69\u200D\uD83D\uDCBB",
            "\u202E\u05D0",
            "\uFEFF",
            "\u0130",
            "ß",
            "NULL",
            "null",
            "{\"$ne\": null}",
            "[1]",
            "\\u0000",
            "\\x00",
            "E'\\''",
            ":p",
            "@>",
            "\uFFFF",
            "ctid",
            ".",
            "..");

    private static final List<Object> SCALARS = List.of(
            true,
            false,
            "",
            "1",
            "true",
            0L,
            1L,
            -1L,
            (1L << 53) - 1,
            1L << 53,
            (1L << 53) + 1,
            Long.MAX_VALUE,
            Long.MIN_VALUE,
            Long.MAX_VALUE - 1,
            0.0,
            1.0,
            0.1,
            0.30000000000000004,
            -0.5,
            0x1p53,
            0x1p53 + 2,
            0x1p63,
            -0x1p63,
            Double.MIN_VALUE,
            -Double.MIN_VALUE,
            Double.MIN_NORMAL,
            1e308,
            Double.MAX_VALUE,
            -Double.MAX_VALUE,
            1e22,
            123456.789);

    private final Random random;

    Hostile(long seed) {
        this.random = new Random(seed);
    }

    String text() {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(6); i >= 0; i--) {
            text.append(FRAGMENTS.get(random.nextInt(FRAGMENTS.size())));
        }
        return text.toString();
    }

    /** Of at most 256 UTF-8 bytes, neither beginning nor ending with a space. */
    MemoryScope scope() {
        return new MemoryScope(
                random.nextBoolean() ? null : text(),
                text(),
                random.nextBoolean() ? null : text(),
                random.nextBoolean() ? null : text());
    }

    Object scalar() {
        return random.nextInt(3) == 0 ? text() : SCALARS.get(random.nextInt(SCALARS.size()));
    }

    Object value() {
        if (random.nextInt(4) > 0) {
            return scalar();
        }
        Object first = scalar();
        List<Object> list = new ArrayList<>();
        while (list.size() < random.nextInt(4)) {
            Object next = scalar();
            if (next.getClass() == first.getClass()) {
                list.add(next);
            }
        }
        return list;
    }

    Metadata metadata(List<String> keys) {
        Map<String, Object> map = new TreeMap<>();
        keys.stream().filter(key -> random.nextBoolean()).forEach(key -> map.put(key, value()));
        return Metadata.copyOf(map);
    }

    MemoryFilter filter(List<String> keys, int depth) {
        if (depth > 1 && random.nextInt(3) > 0) {
            MemoryFilter left = filter(keys, depth - 1);
            return switch (random.nextInt(3)) {
                case 0 -> left.and(filter(keys, depth - 1));
                case 1 -> left.or(filter(keys, depth - 1));
                default -> left.negate();
            };
        }
        Field field = MemoryFilter.where(keys.get(random.nextInt(keys.size())));
        Object scalar = scalar();
        return switch (random.nextInt(scalar instanceof Boolean ? 5 : 9)) {
            case 0 -> field.eq(value());
            case 1 -> field.ne(value());
            case 2 -> field.in(IntStream.range(0, 4).mapToObj(i -> scalar()).toList());
            case 3 -> field.contains(scalar);
            case 4 -> field.exists();
            case 5 -> field.gt(scalar);
            case 6 -> field.gte(scalar);
            case 7 -> field.lt(scalar);
            default -> field.lte(scalar);
        };
    }
}
