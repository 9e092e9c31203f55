package io.github.mem0j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.model.Memory;
import io.github.mem0j.model.MemoryChange;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.Metadata;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.model.Relation;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.RelateRequest;
import io.github.mem0j.store.StoreRejectedException.Reason;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Sizes of texts, metadata and batches, refused with the bound named. */
public interface LimitsContract extends ContractFixture {
    /** Metadata of exactly so many bytes. */
    default Metadata metadataOf(String key, long bytes) {
        return Metadata.of(key, "v".repeat((int) bytes - key.length()));
    }

    @Test
    default void textUpToTheBoundIsStored() {
        MemoryScope scope = someone();
        String longest = "x".repeat((int) LIMITS.maxTextBytes());

        assertThat(read(scope, remember(scope, longest)).text()).isEqualTo(longest);
    }

    @Test
    default void textPastTheBoundIsRejected() {
        MemoryScope scope = someone();

        assertRejected(
                Reason.TOO_LARGE,
                () -> add(scope, memory("small"), memory("x".repeat(8_193))),
                "text",
                "8193",
                "8192",
                "maxTextBytes");

        assertThat(admin().count()).isZero();
    }

    @Test
    default void textIsMeasuredInUtf8Bytes() {
        MemoryScope scope = someone();
        remember(scope, "\u8336".repeat(8_192 / 3));

        assertRejected(Reason.TOO_LARGE, () -> add(scope, memory("\u8336".repeat(8_192 / 3 + 1))), "maxTextBytes");
        assertRejected(Reason.TOO_LARGE, () -> add(scope, memory("\uD83E\uDED6".repeat(2_049))), "maxTextBytes");
    }

    @Test
    default void textPastTheBoundIsRejectedInUpsertsAndUpdates() {
        MemoryScope scope = someone();
        UUID id = remember(scope, "small");
        Memory before = read(scope, id);
        String large = "x".repeat(8_193);

        assertRejected(Reason.TOO_LARGE, () -> upsert(scope, memory(large).withId(id)), "maxTextBytes");
        assertRejected(
                Reason.TOO_LARGE,
                () -> update(scope, id, MemoryChange.none().withText(large, vector(2))),
                "maxTextBytes");

        assertThat(read(scope, id)).isEqualTo(before);
    }

    @Test
    default void metadataUpToTheBoundIsStored() {
        MemoryScope scope = someone();
        Metadata largest = metadataOf("k", LIMITS.maxMetadataBytes());

        assertThat(read(scope, remember(scope, memory("m").withMetadata(largest)))
                        .metadata())
                .isEqualTo(largest);
    }

    @Test
    default void metadataPastTheBoundIsRejected() {
        MemoryScope scope = someone();

        assertRejected(
                Reason.TOO_LARGE,
                () -> add(scope, memory("small"), memory("m").withMetadata(metadataOf("k", 4_097))),
                "metadata",
                "4097",
                "4096",
                "maxMetadataBytes");

        assertThat(admin().count()).isZero();
    }

    @Test
    default void metadataThatGrowsPastTheBoundIsRejected() {
        MemoryScope scope = someone();
        UUID id = remember(scope, memory("m").withMetadata(metadataOf("old", 3_000)));
        Memory before = read(scope, id);
        MemoryChange growth = MemoryChange.none().withMetadata(metadataOf("new", 1_097));

        assertRejected(Reason.TOO_LARGE, () -> update(scope, id, growth), "metadata", "4097", "maxMetadataBytes");
        assertThat(read(scope, id)).isEqualTo(before);

        update(scope, id, growth.withoutKeys("old"));
        assertThat(read(scope, id).metadata().asMap()).containsOnlyKeys("new");
    }

    @Test
    default void batchPastTheBoundIsRejected() {
        MemoryScope scope = someone();
        List<NewMemory> many = Stream.generate(() -> memory("m")).limit(1_201).toList();

        assertRejected(
                Reason.TOO_LARGE,
                () -> store().add(AddRequest.of(scope, SPACE, many)),
                "batch",
                "1201",
                "1200",
                "maxBatch");

        assertThat(admin().count()).isZero();
    }

    @Test
    default void batchOfRelationsPastTheBoundIsRejected() {
        MemoryScope scope = someone();
        UUID from = remember(scope, "from");
        UUID to = remember(scope, "to");
        List<Relation> many = Collections.nCopies(1_201, Relation.of(from, to));

        assertRejected(Reason.TOO_LARGE, () -> store().relate(RelateRequest.of(scope, many)), "batch", "maxBatch");

        assertThat(related(scope, from)).isEmpty();
        assertThat(store().relate(RelateRequest.of(scope, many.subList(0, 1_200)))
                        .outcomes())
                .hasSize(1_200);
    }
}
