package io.github.mem0j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.model.EmbeddingSpace;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.Metadata;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.model.Relation;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Names that are refused, always with what is wrong about them, and names that only look odd. */
@SuppressWarnings("NullAway") // passes null on purpose
public interface BadIdentifiersContract extends ContractFixture {
    /** Whatever takes an identifier, by its name in messages. */
    default void forEachIdentifier(Consumer<Named> check) {
        MemoryScope scope = someone();
        check.accept(new Named("user", name -> add(new MemoryScope(null, name, null, null), memory("m"))));
        check.accept(new Named("tenant", name -> add(scope.withTenant(name), memory("m"))));
        check.accept(new Named("agent", name -> add(scope.withAgent(name), memory("m"))));
        check.accept(new Named("run", name -> add(scope.withRun(name), memory("m"))));
        check.accept(new Named(
                "relation type", name -> relate(scope, Relation.of(UUID.randomUUID(), UUID.randomUUID(), name))));
        check.accept(new Named("model", name -> {
            new EmbeddingSpace(name, 8);
        }));
    }

    /** One place that takes an identifier. */
    record Named(String what, Consumer<String> use) {}

    default void assertRefusedEverywhere(String name, String... words) {
        forEachIdentifier(place -> assertMistake(() -> place.use().accept(name), words));
    }

    @Test
    default void nullIdentifiersAreRefusedByName() {
        forEachIdentifier(place -> assertMistake(() -> place.use().accept(null), place.what()));
    }

    @Test
    default void emptyIdentifiersAreRefused() {
        assertRefusedEverywhere("", "must not be empty");
    }

    @Test
    default void blankIdentifiersAreRefused() {
        for (String blank : List.of(" ", "\t", "\u00a0", "\u2003\u3000")) {
            assertRefusedEverywhere(blank, "blank");
        }
    }

    @Test
    default void paddedIdentifiersAreRefusedRatherThanTrimmed() {
        for (String padded : List.of(" a", "a ", "a\n", "\u00a0a", "a\u2028")) {
            assertRefusedEverywhere(padded, "never trimmed");
        }
    }

    @Test
    default void controlCharactersInIdentifiersAreRefused() {
        for (String name : List.of("a\nb", "a\tb", "a\u0001b", "a\u007fb", "a\u0085b")) {
            assertRefusedEverywhere(name, "control characters");
        }
    }

    @Test
    default void nulCharactersInIdentifiersAreRefused() {
        assertRefusedEverywhere("a\u0000b", "U+0000");
    }

    @Test
    default void loneSurrogatesInIdentifiersAreRefused() {
        for (String name : List.of("a\uD83E", "\uDED6a", "a\uD83Eb", "\uDED6\uD83E")) {
            assertRefusedEverywhere(name, "lone surrogate");
        }
    }

    @Test
    default void overlongIdentifiersAreRefusedWithTheBound() {
        assertRefusedEverywhere("u".repeat(257), "257", "256");
        assertRefusedEverywhere("\u8336".repeat(86), "258", "256");
    }

    @Test
    default void longestIdentifiersAreTaken() {
        for (String name : List.of("u".repeat(256), "\uD83E\uDED6".repeat(64))) {
            MemoryScope scope = new MemoryScope(name, name, name, name);
            UUID id = remember(scope, "here");
            UUID other = remember(scope, "there");
            relate(scope, Relation.of(id, other, name));

            assertThat(read(scope, id).scope()).isEqualTo(scope);
            assertThat(related(scope, id)).containsExactly(other);
        }
    }

    @Test
    default void badMetadataKeysAreRefused() {
        assertMistake(() -> Metadata.of("", 1), "metadata key", "1 to 256");
        assertMistake(() -> Metadata.of("k".repeat(257), 1), "metadata key", "257");
        assertMistake(() -> Metadata.of("a\u0000b", 1), "metadata key", "U+0000");
        assertMistake(() -> Metadata.of("\uD83E", 1), "metadata key", "lone surrogate");
        assertMistake(() -> Metadata.EMPTY.with("", 1), "metadata key");
    }

    @Test
    default void idlessMemoriesAreRefused() {
        assertMistake(() -> memory("m").withId(null), "id");
        assertMistake(() -> new NewMemory(null, "m", vector(1), Metadata.EMPTY, null, null), "id");
    }

    @Test
    default void relationOfAMemoryToItselfIsRefused() {
        UUID id = UUID.randomUUID();

        assertMistake(() -> Relation.of(id, id), "itself", "two memories");
        assertMistake(() -> Relation.of(id, null), "to");
        assertMistake(() -> Relation.of(null, id), "from");
    }

    @Test
    default void relationWeightsThatAreNoNumbersAreRefused() {
        Relation relation = Relation.of(UUID.randomUUID(), UUID.randomUUID());
        for (double weight : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
            assertMistake(() -> relation.withWeight(weight), "weight", "finite");
        }
    }
}
