package io.github.mem0j.testkit;

import static io.github.mem0j.model.MemoryFilter.where;

import io.github.mem0j.model.Embedding;
import io.github.mem0j.model.Expiry;
import io.github.mem0j.model.MemoryChange;
import io.github.mem0j.model.MemoryFilter;
import io.github.mem0j.model.Metadata;
import io.github.mem0j.model.NewMemory;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Texts, vectors, metadata, filters and times that are refused before a store sees them. */
@SuppressWarnings("NullAway") // passes null on purpose
public interface BadValuesContract extends ContractFixture {
    @Test
    default void badTextsAreRefused() {
        assertMistake(() -> memory((String) null), "text");
        for (String blank : List.of("", " ", "\t\n", "\u2003")) {
            assertMistake(() -> memory(blank), "text", "blank");
        }
        assertMistake(() -> memory("a\u0000b"), "text", "U+0000", "remove it");
        assertMistake(() -> memory("a\uD83Eb"), "text", "lone surrogate", "1");
        assertMistake(() -> MemoryChange.none().withText(" ", vector(1)), "text", "blank");
    }

    @Test
    default void badEmbeddingsAreRefused() {
        for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            assertMistake(() -> vector(1, 2, bad), "embedding", "index 2", "check the embedder");
        }
        assertMistake(() -> vector(0, -0f, 0), "embedding", "zero", "check the embedder");
        assertMistake(() -> Embedding.of(), "embedding", "dimensions");
        assertMistake(() -> Embedding.of(new float[16_001]), "embedding", "16001");
        assertMistake(() -> NewMemory.of("m", null), "embedding");
    }

    @Test
    default void newTextWithoutItsEmbeddingIsRefused() {
        assertMistake(
                () -> new MemoryChange("new", null, Metadata.EMPTY, Set.of(), Expiry.KEEP),
                "a new text needs its new embedding");
        assertMistake(() -> MemoryChange.none().withText("new", null), "embedding");
    }

    @Test
    default void metadataOfOtherTypesIsRefused() {
        for (Object value : Arrays.asList(
                URI.create("a:b"),
                Instant.EPOCH,
                BigDecimal.ONE,
                'c',
                UUID.randomUUID(),
                Map.of(),
                new int[0],
                new Object())) {
            assertMistake(() -> Metadata.of("k", value), "'k'", value.getClass().getName(), "use a String");
            assertMistake(() -> Metadata.of("k", List.of(value)), "'k'", "use a String");
        }
        assertMistake(() -> Metadata.copyOf(Collections.singletonMap("k", null)), "'k'", "leave the key out");
        assertMistake(() -> Metadata.copyOf(Collections.singletonMap(null, 1)), "key");
    }

    @Test
    default void badMetadataValuesAreRefused() {
        for (Object value : List.of(Double.NaN, Double.POSITIVE_INFINITY, Float.NaN)) {
            assertMistake(() -> Metadata.of("k", value), "'k'", "finite");
        }
        assertMistake(() -> Metadata.of("k", "a\u0000"), "'k'", "U+0000");
        assertMistake(() -> Metadata.of("k", "\uD83E"), "'k'", "lone surrogate");
        assertMistake(() -> Metadata.of("k", List.of(1, "a")), "'k'", "one type per list");
        assertMistake(() -> Metadata.of("k", List.of(1, 1.5)), "'k'", "one type per list");
        assertMistake(() -> Metadata.of("k", List.of(List.of())), "'k'", "use a String");
        assertMistake(() -> Metadata.of("k", Arrays.asList("a", null)), "'k'", "null");
    }

    @Test
    default void badFiltersAreRefused() {
        assertMistake(() -> where("k").gt(true), "GT", "eq");
        assertMistake(() -> where("k").eq(Instant.EPOCH), "'k'", "use a String");
        assertMistake(() -> where("k").gt(List.of(1)), "'k'");
        assertMistake(() -> where("k").eq(Double.NaN), "finite");
        assertMistake(() -> where("k").eq(null), "'k'", "null");
        assertMistake(() -> where(""), "metadata key");
        assertMistake(() -> MemoryFilter.createdAt().eq("2026"), "CREATED_AT", "Instant");
        assertMistake(() -> MemoryFilter.updatedAt().in(1L), "UPDATED_AT", "Instant");
        assertMistake(() -> MemoryFilter.createdAt().contains(Instant.EPOCH), "metadata key");
    }

    @Test
    default void filtersPastTheirBoundsAreRefused() {
        List<Integer> many = IntStream.range(0, 1_001).boxed().toList();
        assertMistake(() -> where("k").in(many), "IN", "1001", "1000", "split");
        assertMistake(() -> where("k").nin(many), "IN", "1001", "1000", "split");
        assertMistake(
                () -> MemoryFilter.or(many.stream().map(i -> where("k").eq(i)).toList()), "1001", "1000");
        assertMistake(
                () -> Stream.iterate(where("k").eq(1), MemoryFilter.Not::new)
                        .limit(33)
                        .toList(),
                "32 levels");
    }

    @Test
    default void timesOutOfRangeAreRefused() {
        for (Instant time : List.of(Instant.MIN, Instant.MAX, Instant.parse("0000-12-31T23:59:59Z"))) {
            assertMistake(() -> memory("m").withCreatedAt(time), "createdAt", "years 1 to 9999");
            assertMistake(() -> memory("m").withExpiresAt(time), "expiresAt", "years 1 to 9999");
            assertMistake(() -> Expiry.set(time), "expiresAt", "years 1 to 9999");
        }
    }
}
