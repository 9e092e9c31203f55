package io.github.mem0j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.model.MemoryChange;
import io.github.mem0j.model.MemoryFilter;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.Metadata;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

/** Every type of metadata comes back as what it was. */
public interface MetadataContract extends ContractFixture {
    /** Strings that a careless backend would read as something else. */
    List<String> AWKWARD_STRINGS = List.of(
            "",
            " ",
            "true",
            "null",
            "1",
            "1.0",
            "{\"a\": 1}",
            "[1, 2]",
            "\"quoted\"",
            "it's",
            "back\\slash",
            "\\u0041",
            "\\x41",
            "line\nbreak\ttab\r",
            "\u0001\u001f\u007f",
            "$1 $$ ${x} :name ? %s",
            "caf\u00e9",
            "cafe\u0301",
            "\uD83E\uDED6",
            "\uFFFF",
            "2026-01-01T00:00:00Z");

    /** Keys that a careless backend would take for paths, operators or its own. */
    List<String> AWKWARD_KEYS = List.of(
            "a.b",
            "a",
            "a[0]",
            "$.a",
            "$eq",
            "$",
            "it's",
            "\"quoted\"",
            "back\\slash",
            " ",
            " padded ",
            "a b",
            "%",
            "_",
            "*",
            "?",
            "{}",
            "id",
            "text",
            "user",
            "version",
            "created_at",
            "createdAt",
            "embedding",
            "-- ",
            ";",
            "caf\u00e9",
            "cafe\u0301",
            "\uD83E\uDED6",
            "A",
            "line\nbreak",
            "type",
            "class");

    /** Stores it and reads it back. */
    default Metadata roundTrip(Metadata metadata) {
        MemoryScope scope = someone();
        return read(scope, remember(scope, memory("m").withMetadata(metadata))).metadata();
    }

    default void assertKept(Object... values) {
        for (Object value : values) {
            Metadata metadata = Metadata.of("key", value);
            assertThat(roundTrip(metadata)).as("%s", value).isEqualTo(metadata);
        }
    }

    @Test
    default void emptyMetadataStaysEmpty() {
        assertThat(roundTrip(Metadata.EMPTY)).isEqualTo(Metadata.EMPTY);
    }

    @Test
    default void longsStayExactLongs() {
        assertKept(
                Long.MAX_VALUE,
                Long.MIN_VALUE,
                Long.MAX_VALUE - 1,
                (1L << 53) + 1,
                -(1L << 53) - 1,
                0L,
                -1L,
                10_000_000_000L);
    }

    @Test
    default void doublesStayExactDoubles() {
        assertKept(
                0.1,
                1.0,
                -2.0,
                0.0,
                1e16,
                1e300,
                -1e-300,
                Double.MAX_VALUE,
                Double.MIN_VALUE,
                Double.MIN_NORMAL,
                Math.nextUp(1.0),
                9_007_199_254_740_992.0,
                1e18);
    }

    @Test
    default void wholeDoublesDoNotBecomeLongs() {
        Metadata read = roundTrip(Metadata.of("double", 3.0, "long", 3L));

        assertThat(read.get("double")).isEqualTo(3.0).isInstanceOf(Double.class);
        assertThat(read.get("long")).isEqualTo(3L).isInstanceOf(Long.class);
    }

    @Test
    default void smallerNumbersAreWidened() {
        Metadata read =
                roundTrip(Metadata.copyOf(Map.of("int", 7, "short", (short) 7, "byte", (byte) 7, "float", 0.5f)));

        assertThat(read.asMap())
                .containsExactlyInAnyOrderEntriesOf(Map.of("int", 7L, "short", 7L, "byte", 7L, "float", 0.5));
    }

    @Test
    default void negativeZeroBecomesZero() {
        assertThat(roundTrip(Metadata.of("zero", -0.0)).get("zero")).isEqualTo(0.0);
    }

    @Test
    default void booleansStayBooleans() {
        assertKept(true, false);
    }

    @Test
    default void stringsStayAsTheyAre() {
        assertKept(AWKWARD_STRINGS.toArray());
    }

    @Test
    default void listsKeepOrderAndRepetitions() {
        assertKept(
                List.of("b", "a", "b", ""),
                AWKWARD_STRINGS,
                List.of(3L, 1L, Long.MAX_VALUE, Long.MIN_VALUE, 3L),
                List.of(2.0, 0.1, -1e300, 2.0),
                List.of(true, false, true));
    }

    @Test
    default void listsOfOneAndOfNoneStayLists() {
        assertKept(List.of(), List.of("one"), List.of(1L), List.of(1.0), List.of(true));
    }

    @Test
    default void listsOfWholeDoublesDoNotBecomeLongs() {
        assertThat(roundTrip(Metadata.of("key", List.of(1.0, 2.0))).get("key"))
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .hasOnlyElementsOfType(Double.class);
    }

    @Test
    default void keysAreOnlyNames() {
        MemoryScope scope = someone();
        for (String key : AWKWARD_KEYS) {
            remember(scope, memory("under " + key).withMetadata(Metadata.of(key, key, "other", 1)));
        }

        for (String key : AWKWARD_KEYS) {
            List<UUID> found = list(scope, MemoryFilter.where(key).exists());
            assertThat(found).as("memories with key %s", key).hasSize(1);
            assertThat(read(scope, found.get(0)).metadata()).isEqualTo(Metadata.of(key, key, "other", 1));
            assertThat(list(scope, MemoryFilter.where(key).eq(key))).isEqualTo(found);
        }
    }

    @Test
    default void keysAreUnsetByTheirVeryName() {
        MemoryScope scope = someone();
        Metadata all = Metadata.copyOf(AWKWARD_KEYS.stream().collect(Collectors.toMap(key -> key, key -> 1)));
        UUID id = remember(scope, memory("m").withMetadata(all));

        for (String key : AWKWARD_KEYS) {
            update(scope, id, MemoryChange.none().withoutKeys(key));
            all = all.merge(Metadata.EMPTY, List.of(key));
            assertThat(read(scope, id).metadata()).as("without %s", key).isEqualTo(all);
        }
    }

    @Test
    default void longestKeyIsKept() {
        Metadata metadata = Metadata.of("k".repeat(256), 1, "\u00e9".repeat(128), 2);

        assertThat(roundTrip(metadata)).isEqualTo(metadata);
    }

    @Test
    default void mergeReplacesAValueOfAnotherType() {
        MemoryScope scope = someone();
        UUID id = remember(scope, "m");
        for (Object value : Arrays.asList("text", 1L, 1.5, true, List.of("a"), List.of(), List.of(1L), "again")) {
            Metadata metadata = Metadata.of("key", value);
            update(scope, id, MemoryChange.none().withMetadata(metadata));
            assertThat(read(scope, id).metadata()).isEqualTo(metadata);
        }
    }
}
