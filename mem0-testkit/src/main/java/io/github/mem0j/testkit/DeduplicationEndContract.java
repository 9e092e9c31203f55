package io.github.mem0j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.model.Expiry;
import io.github.mem0j.model.MemoryChange;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.Metadata;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.store.AddResult.Outcome;
import io.github.mem0j.store.DeleteRequest;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** When a memory stops answering for its text, and what repeated requests are told. */
public interface DeduplicationEndContract extends DeduplicationContract {
    @Test
    default void textUpdateEndsDeduplicationOfThatMemory() {
        MemoryScope scope = someone();
        UUID changed = storedOnce(scope, "likes tea");

        update(scope, changed, MemoryChange.none().withText("likes coffee", vector(1)));

        storedOnce(scope, "likes tea");
        storedOnce(scope, "likes coffee");
        assertThat(list(scope)).hasSize(3);
    }

    @Test
    default void updateOfAnythingElseKeepsDeduplication() {
        MemoryScope scope = someone();
        UUID id = storedOnce(scope, "likes tea");

        update(
                scope,
                id,
                MemoryChange.none()
                        .withEmbedding(vector(2))
                        .withMetadata(Metadata.of("k", 1))
                        .withExpiry(Expiry.set(clock().instant().plusSeconds(60))));

        assertDuplicate(scope, "likes tea", id);
    }

    @Test
    default void upsertOfAnotherTextEndsDeduplicationOfThatMemory() {
        MemoryScope scope = someone();
        UUID id = storedOnce(scope, "likes tea");

        upsert(scope, memory("likes coffee").withId(id));

        storedOnce(scope, "likes tea");
    }

    @Test
    default void expiredMemoryMakesNoDuplicate() {
        MemoryScope scope = someone();
        NewMemory expiring = memory("likes tea").withExpiresAt(clock().instant().plusSeconds(10));
        addOnce(scope, expiring);
        assertDuplicate(scope, "likes tea", expiring.id());

        clock().advance(Duration.ofSeconds(10));

        UUID successor = storedOnce(scope, "likes tea");
        assertDuplicate(scope, "likes tea", successor);
        admin().purgeExpired();
        assertDuplicate(scope, "likes tea", successor);
    }

    @Test
    default void deletedMemoryMakesNoDuplicate() {
        MemoryScope scope = someone();
        UUID soft = storedOnce(scope, "likes tea");
        delete(scope, soft);
        UUID hard = storedOnce(scope, "likes tea");
        store().delete(DeleteRequest.ids(scope, hard).asHard());
        UUID erased = storedOnce(scope, "likes tea");
        admin().erase(scope);

        UUID last = storedOnce(scope, "likes tea");

        assertThat(list(scope)).containsExactly(last).doesNotContain(erased);
    }

    @Test
    default void deduplicatedInsertRepeatedIsCreatedAgain() {
        MemoryScope scope = someone();
        NewMemory memory = memory("likes tea");
        addOnce(scope, memory);

        assertThat(addOnce(scope, memory).items()).containsExactly(item(scope, memory.id(), Outcome.CREATED, 1));
        assertThat(list(scope)).containsExactly(memory.id());
    }

    @Test
    default void duplicateRepeatedIsADuplicateAgain() {
        MemoryScope scope = someone();
        UUID first = storedOnce(scope, "likes tea");
        NewMemory late = memory("likes tea");

        for (int i = 0; i < 2; i++) {
            assertThat(addOnce(scope, late).items()).containsExactly(item(scope, first, Outcome.DUPLICATE, 1));
        }
        assertThat(isThere(scope, late.id())).isFalse();
    }
}
