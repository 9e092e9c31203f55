package io.github.mem0j.testkit;

import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.Relation;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** What {@link RandomData} picks from. */
final class Pools {
    /** Several that would be the same, or contain each other, if anything were escaped, folded or matched loosely. */
    static final List<MemoryScope> OWNERS = List.of(
            MemoryScope.user("alice"),
            MemoryScope.user("alice").withTenant("acme"),
            MemoryScope.user("Alice"),
            MemoryScope.user("al%"),
            MemoryScope.user("acme/alice"),
            MemoryScope.user("c").withTenant("a/b"),
            MemoryScope.user("b/c").withTenant("a"),
            MemoryScope.user("b%2Fc").withTenant("a"),
            MemoryScope.user("'; DROP TABLE memories; --"),
            MemoryScope.user("\u65e5\u672c\ud83d\ude00").withTenant("*"));

    static final List<String> AGENTS = List.of("planner", "%", "none");

    static final List<String> RUNS = List.of("run-1", "run_1");

    /** In unsigned order the first comes first and the second last; {@code UUID.compareTo} has it otherwise. */
    static final List<UUID> IDS = Stream.concat(
                    Stream.of(
                            new UUID(0, 1),
                            new UUID(-1, -1),
                            new UUID(Long.MIN_VALUE, 0),
                            new UUID(Long.MAX_VALUE, -1),
                            new UUID(0, Long.MIN_VALUE)),
                    LongStream.range(0, 15).mapToObj(i -> new UUID(0x0190_0000_0000_7000L + i, Long.MIN_VALUE + i)))
            .toList();

    static final List<String> TEXTS = List.of(
            "drinks oolong in the afternoon",
            "Drinks oolong in the afternoon",
            "drinks oolong in the afternoon ",
            "O'Brien said \"100 % \\ tea\"; {\"$ne\": null}",
            "\u65e5\u672c\u8a9e \ud83c\udf75",
            "line\nbreak\ttab");

    static final List<String> KEYS = List.of("topic", "n", "a.b", "$ne", "it's \"quoted\" \ud83d\ude00");

    static final List<Object> SCALARS = List.of(
            "",
            "tea",
            "Tea",
            "te%",
            "t_a",
            "\uffee", // by code point before the next, by UTF-16 unit after it
            "\ud83d\ude00",
            "9223372036854775807",
            "true",
            true,
            false,
            0L,
            1L,
            -1L,
            Long.MAX_VALUE,
            Long.MAX_VALUE - 1,
            Long.MIN_VALUE,
            (1L << 53) + 1,
            0.0,
            1.0,
            0.5,
            -1.5,
            0x1p53,
            0x1p63, // one more than the greatest long
            -0x1p63,
            Double.MAX_VALUE,
            Double.MIN_VALUE);

    static final List<List<Object>> LISTS = List.of(
            List.of(),
            List.of("tea"),
            List.of("tea", "Tea", ""),
            List.of("Tea", "tea"),
            List.of(true, false),
            List.of(1L, Long.MAX_VALUE),
            List.of(1.0, 0x1p63));

    static final List<String> RELATION_TYPES = List.of(Relation.RELATES_TO, "follows", "Follows", "x' OR '1'='1");

    private Pools() {}
}
