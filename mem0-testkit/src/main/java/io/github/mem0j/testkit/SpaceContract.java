package io.github.mem0j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.model.Embedding;
import io.github.mem0j.model.EmbeddingSpace;
import io.github.mem0j.model.MemoryChange;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.DeleteRequest;
import io.github.mem0j.store.SearchRequest;
import io.github.mem0j.store.StoreRejectedException;
import io.github.mem0j.store.StoreRejectedException.Reason;
import io.github.mem0j.store.UpdateRequest;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The store's one embedding space: who claims it, and what is refused afterwards. */
public interface SpaceContract extends ContractFixture {
    EmbeddingSpace OTHER_MODEL = new EmbeddingSpace("other-model", SPACE.dimensions());
    EmbeddingSpace OTHER_LENGTH = new EmbeddingSpace(SPACE.model(), 4);
    Embedding SHORT = Embedding.of(1, 2, 3, 4);

    @Test
    default void firstMemoryClaimsTheSpace() {
        assertThat(admin().space()).isEmpty();

        remember(someone(), "first");

        assertThat(admin().space()).contains(SPACE);
    }

    @Test
    default void readsAndEmptyHandedWritesClaimNothing() {
        MemoryScope scope = someone();
        list(scope);
        search(scope);
        isThere(scope, UUID.randomUUID());
        delete(scope, UUID.randomUUID());
        update(scope, UUID.randomUUID(), MemoryChange.none().withEmbedding(vector(1)));
        admin().erase(scope);

        assertThat(admin().space()).isEmpty();
    }

    @Test
    default void refusedFirstAddClaimsNothing() {
        NewMemory large = memory("x".repeat((int) LIMITS.maxTextBytes() + 1));

        assertRejected(
                Reason.TOO_LARGE, () -> store().add(AddRequest.of(someone(), OTHER_MODEL, memory("small"), large)));

        assertThat(admin().space()).isEmpty();
        remember(someone(), "still free");
        assertThat(admin().space()).contains(SPACE);
    }

    @Test
    default void spaceStaysClaimedThoughAllIsDeleted() {
        MemoryScope scope = someone();
        remember(scope, "first");
        store().delete(DeleteRequest.everything(scope).asHard());

        assertThat(admin().space().isPresent() || !keepsHiddenMemories())
                .as("claimed")
                .isTrue();
        admin().space().ifPresent(claimed -> {
            assertThat(claimed).isEqualTo(SPACE);
            assertRejected(Reason.OTHER_SPACE, () -> store().add(AddRequest.of(scope, OTHER_MODEL, memory("late"))));
        });
    }

    @Test
    default void addOfAnotherModelIsRejectedWithWhatToDo() {
        MemoryScope scope = someone();
        remember(scope, "first");

        for (MemoryScope anyone : List.of(scope, someone())) {
            assertRejected(
                    Reason.OTHER_SPACE,
                    () -> store().add(AddRequest.of(anyone, OTHER_MODEL, memory("late"))),
                    "contract-model",
                    "other-model",
                    "embed");
        }
        assertThat(admin().count()).isEqualTo(1);
    }

    @Test
    default void addOfOtherDimensionsIsRejectedWithWhatToDo() {
        MemoryScope scope = someone();
        remember(scope, "first");

        assertRejected(
                Reason.OTHER_SPACE,
                () -> store().add(AddRequest.of(scope, OTHER_LENGTH, NewMemory.of("short", SHORT))),
                "8",
                "4",
                "embed");
        assertThat(admin().count()).isEqualTo(1);
    }

    @Test
    default void searchInAnotherSpaceIsRejected() {
        MemoryScope scope = someone();
        remember(scope, "first");

        for (MemoryScope anyone : List.of(scope, someone())) {
            assertRejected(
                    Reason.OTHER_SPACE,
                    () -> store().search(SearchRequest.of(anyone, OTHER_MODEL, vector(1))),
                    "contract-model",
                    "other-model");
            assertRejected(Reason.OTHER_SPACE, () -> store().search(SearchRequest.of(anyone, OTHER_LENGTH, SHORT)));
        }
    }

    @Test
    default void updateInAnotherSpaceIsRejected() {
        MemoryScope scope = someone();
        UUID id = remember(scope, "first");

        assertRejected(
                Reason.OTHER_SPACE,
                () -> store().update(UpdateRequest.of(
                        scope, id, OTHER_MODEL, MemoryChange.none().withEmbedding(vector(2)))),
                "contract-model",
                "other-model");
        assertRejected(
                Reason.OTHER_SPACE,
                () -> store().update(UpdateRequest.of(
                        scope, id, OTHER_LENGTH, MemoryChange.none().withText("short", SHORT))));
        assertThat(read(scope, id).version()).isEqualTo(1);
    }

    @Test
    default void restoreInAnotherSpaceIsRejected() {
        MemoryScope scope = someone();
        remember(scope, "first");
        var scanned = scan();
        admin().erase(scope);
        remember(someone(), "somebody's");

        assertRejected(Reason.OTHER_SPACE, () -> admin().restore(OTHER_MODEL, scanned), "contract-model");

        assertThat(list(scope)).isEmpty();
    }

    @Test
    default void updateWithoutEmbeddingNeedsNoSpace() {
        MemoryScope scope = someone();
        UUID id = remember(scope, "first");

        assertThat(store().update(UpdateRequest.of(scope, id, UpdateContract.SEEN))
                        .version())
                .isEqualTo(2);
    }

    @Test
    default void spaceIsClaimedByOneOfTwoAtOnce() {
        List<EmbeddingSpace> spaces = List.of(SPACE, OTHER_MODEL);
        AtomicInteger stored = new AtomicInteger();

        Together.run(16, thread -> {
            EmbeddingSpace space = spaces.get(thread % 2);
            try {
                store().add(AddRequest.of(someone(), space, memory(space.model())));
                stored.incrementAndGet();
            } catch (StoreRejectedException refusal) {
                assertThat(refusal.reason()).isEqualTo(Reason.OTHER_SPACE);
            }
        });

        assertThat(stored).as("adds in the space that won").hasValue(8);
        assertThat(scan())
                .hasSize(8)
                .extracting(memory -> memory.memory().text())
                .containsOnly(admin().space().orElseThrow().model());
    }
}
