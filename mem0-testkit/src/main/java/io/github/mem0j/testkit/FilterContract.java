package io.github.mem0j.testkit;

import static io.github.mem0j.model.MemoryFilter.where;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.model.MemoryFilter;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.Metadata;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What filters mean, said outright: a store and {@code FilterEvaluator} that share a mistake fail here. */
public interface FilterContract extends ContractFixture {
    /** Stores one memory per value, under the key "k", its text the value. */
    default MemoryScope rememberValues(Object... values) {
        MemoryScope scope = someone();
        for (Object value : values) {
            String text = value.equals("") ? "(empty)" : value.toString();
            remember(scope, memory(text).withMetadata(Metadata.of("k", value)));
        }
        return scope;
    }

    /** Texts of what matches, through search and list alike. */
    default List<String> texts(MemoryScope scope, MemoryFilter filter) {
        List<String> found = new ArrayList<>(store().search(searchFor(scope).withFilter(filter)).memories().stream()
                .map(memory -> memory.text())
                .toList());
        assertThat(list(scope, filter))
                .extracting(id -> read(scope, id).text())
                .as("list and search by the same filter")
                .containsExactlyInAnyOrderElementsOf(found);
        return found;
    }

    @Test
    default void filterOfComparisonsIncludesOrExcludesTheBound() {
        MemoryScope scope = rememberValues(1L, 2L, 3L);

        assertThat(texts(scope, where("k").eq(2))).containsExactly("2");
        assertThat(texts(scope, where("k").gt(2))).containsExactly("3");
        assertThat(texts(scope, where("k").gte(2))).containsExactlyInAnyOrder("2", "3");
        assertThat(texts(scope, where("k").lt(2))).containsExactly("1");
        assertThat(texts(scope, where("k").lte(2))).containsExactlyInAnyOrder("1", "2");
        assertThat(texts(scope, where("k").ne(2))).containsExactlyInAnyOrder("1", "3");
        assertThat(texts(scope, where("k").in(1, 3, 5))).containsExactlyInAnyOrder("1", "3");
        assertThat(texts(scope, where("k").nin(1, 3, 5))).containsExactly("2");
    }

    @Test
    default void negatedFiltersMatchMemoriesWithoutTheKey() {
        MemoryScope scope = rememberValues("x", "y");
        remember(scope, "lacks it");

        assertThat(texts(scope, where("k").ne("x"))).containsExactlyInAnyOrder("y", "lacks it");
        assertThat(texts(scope, where("k").nin("x", "y"))).containsExactly("lacks it");
        assertThat(texts(scope, where("k").contains("x").negate())).containsExactlyInAnyOrder("y", "lacks it");
        assertThat(texts(scope, where("k").gt("x").negate())).containsExactlyInAnyOrder("x", "lacks it");
        assertThat(texts(scope, where("k").exists().negate())).containsExactly("lacks it");
    }

    @Test
    default void negatedFiltersMatchValuesOfOtherKinds() {
        MemoryScope scope = rememberValues("1", 1L, true);

        assertThat(texts(scope, where("k").gt(0).negate())).containsExactlyInAnyOrder("1", "true");
        assertThat(texts(scope, where("k").ne("1")).size()).isEqualTo(2);
    }

    @Test
    default void filterKindsAreNeverMixed() {
        MemoryScope scope = rememberValues("1", "true", 7L, true, List.of("1"));

        assertThat(texts(scope, where("k").eq(1))).isEmpty();
        assertThat(texts(scope, where("k").gte("7"))).containsExactly("true");
        assertThat(texts(scope, where("k").lt("7"))).containsExactly("1");
        assertThat(texts(scope, where("k").eq("7"))).isEmpty();
        assertThat(list(scope, where("k").eq(true))).hasSize(1);
        assertThat(texts(scope, where("k").in("1"))).containsExactly("1");
    }

    @Test
    default void filterComparesLongsExactlyPastThePrecisionOfDoubles() {
        MemoryScope scope = rememberValues(Long.MAX_VALUE, Long.MAX_VALUE - 1, (1L << 53) + 1, 1L << 53);

        assertThat(texts(scope, where("k").eq(Long.MAX_VALUE))).containsExactly("9223372036854775807");
        assertThat(texts(scope, where("k").gt(Long.MAX_VALUE - 1))).containsExactly("9223372036854775807");
        assertThat(texts(scope, where("k").in(Long.MAX_VALUE - 1))).containsExactly("9223372036854775806");
        assertThat(texts(scope, where("k").lt((1L << 53) + 1))).containsExactly("9007199254740992");
    }

    @Test
    default void filterComparesLongsWithDoublesByExactValue() {
        MemoryScope scope = rememberValues(2L, 2.0, 2.5, (1L << 53) + 1, Long.MAX_VALUE);

        assertThat(texts(scope, where("k").eq(2))).containsExactlyInAnyOrder("2", "2.0");
        assertThat(texts(scope, where("k").eq(2.0))).containsExactlyInAnyOrder("2", "2.0");
        assertThat(texts(scope, where("k").in(2.0, 2.5))).containsExactlyInAnyOrder("2", "2.0", "2.5");
        assertThat(texts(scope, where("k").eq(0x1p53)))
                .as("2^53 is not 2^53 + 1")
                .isEmpty();
        assertThat(texts(scope, where("k").gt(0x1p53)))
                .containsExactlyInAnyOrder("9007199254740993", "9223372036854775807");
        assertThat(texts(scope, where("k").gte(0x1p63)))
                .as("2^63 is past 2^63 - 1")
                .isEmpty();
    }

    @Test
    default void filterOrdersStringsByCodePoint() {
        MemoryScope scope = rememberValues("", "A", "Z", "a", "z", "\u00e9", "\uFFFD", "\uD83E\uDED6");

        assertThat(texts(scope, where("k").gt("Z")))
                .containsExactlyInAnyOrder("a", "z", "\u00e9", "\uFFFD", "\uD83E\uDED6");
        assertThat(texts(scope, where("k").gt("z"))).containsExactlyInAnyOrder("\u00e9", "\uFFFD", "\uD83E\uDED6");
        assertThat(texts(scope, where("k").gt("\uFFFD")))
                .as("past the surrogates, which UTF-16 would put before")
                .containsExactly("\uD83E\uDED6");
    }

    @Test
    default void filterOnStringsHeedsCaseAndForm() {
        MemoryScope scope = rememberValues("Tea", "tea", "caf\u00e9", "cafe\u0301", "tea ");

        assertThat(texts(scope, where("k").eq("tea"))).containsExactly("tea");
        assertThat(texts(scope, where("k").eq("caf\u00e9"))).containsExactly("caf\u00e9");
        assertThat(texts(scope, where("k").contains("Te"))).containsExactly("Tea");
    }

    @Test
    default void containsTakesPatternsLiterally() {
        MemoryScope scope = rememberValues("100%", "snake_case", "a.b", "a*b", "back\\slash", "it's", "[x]", "plain");

        for (String part : List.of("%", "_", ".", "*", "\\", "'", "[", "0%", "e_c")) {
            assertThat(texts(scope, where("k").contains(part)))
                    .as("containing %s", part)
                    .hasSize(1);
        }
        assertThat(texts(scope, where("k").contains("")))
                .as("every string has the empty one")
                .hasSize(8);
    }

    @Test
    default void containsLooksForWholeElementsOfLists() {
        MemoryScope scope = rememberValues(
                List.of("tea", "coffee"), List.of("teapot"), List.of(), List.of(1L, 2L), List.of(2.0), List.of(true));

        assertThat(texts(scope, where("k").contains("tea"))).containsExactly("[tea, coffee]");
        assertThat(texts(scope, where("k").contains(2))).containsExactlyInAnyOrder("[1, 2]", "[2.0]");
        assertThat(texts(scope, where("k").contains(true))).containsExactly("[true]");
        assertThat(texts(scope, where("k").contains("1"))).isEmpty();
    }

    @Test
    default void filterOnWholeListsHeedsTheirOrder() {
        MemoryScope scope = rememberValues(List.of("a", "b"), List.of("b", "a"), List.of("a"), List.of());

        assertThat(texts(scope, where("k").eq(List.of("a", "b")))).containsExactly("[a, b]");
        assertThat(texts(scope, where("k").eq(List.of()))).containsExactly("[]");
        assertThat(texts(scope, where("k").ne(List.of("a")))).hasSize(3).doesNotContain("[a]");
        assertThat(texts(scope, where("k").eq("a")))
                .as("a list is not its element")
                .isEmpty();
        assertThat(texts(scope, where("k").exists()))
                .as("an empty list is there")
                .hasSize(4);
    }

    @Test
    default void filterJoinsNestAsWritten() {
        MemoryScope scope = rememberValues(1L, 2L, 3L, 4L);
        MemoryFilter low = where("k").lt(3);
        MemoryFilter even = where("k").in(2, 4);

        assertThat(texts(scope, low.and(even))).containsExactly("2");
        assertThat(texts(scope, low.or(even))).containsExactlyInAnyOrder("1", "2", "4");
        assertThat(texts(scope, low.or(even).negate())).containsExactly("3");
        assertThat(texts(scope, low.and(even).negate().and(low.or(even)))).containsExactlyInAnyOrder("1", "4");
        assertThat(texts(scope, low.and(even.or(where("k").eq(1))))).containsExactlyInAnyOrder("1", "2");
        assertThat(texts(scope, low.and(even).or(where("k").eq(3)))).containsExactlyInAnyOrder("2", "3");
    }

    @Test
    default void filterOfNoConditionsMatchesAllOrNothing() {
        MemoryScope scope = rememberValues("a", "b");

        assertThat(texts(scope, MemoryFilter.and(List.of()))).hasSize(2);
        assertThat(texts(scope, MemoryFilter.or(List.of()))).isEmpty();
        assertThat(texts(scope, where("k").in(List.of()))).isEmpty();
        assertThat(texts(scope, where("k").nin(List.of()))).hasSize(2);
    }

    @Test
    default void filterNestsAsDeepAndWideAsAllowed() {
        MemoryScope scope = rememberValues(1L, 500L, 5_000L);
        MemoryFilter deep = where("k").eq(1);
        while (deep.depth() < MemoryFilter.MAX_DEPTH) {
            deep = new MemoryFilter.Not(deep);
        }

        assertThat(texts(scope, deep)).as("31 negations").containsExactlyInAnyOrder("500", "5000");
        assertThat(texts(scope, where("k").in(IntStream.range(0, 1_000).boxed().toList())))
                .containsExactlyInAnyOrder("1", "500");
        assertThat(texts(
                        scope,
                        MemoryFilter.or(IntStream.range(0, 500)
                                .mapToObj(i -> where("k").eq(i))
                                .toList())))
                .containsExactly("1");
    }
}
