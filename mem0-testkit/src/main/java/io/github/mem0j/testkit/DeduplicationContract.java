package io.github.mem0j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.mem0j.model.MemoryChange;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.Metadata;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.store.AddResult;
import io.github.mem0j.store.AddResult.Item;
import io.github.mem0j.store.AddResult.Outcome;
import io.github.mem0j.store.StoreRejectedException.Reason;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Deduplication: among which memories a text is unique, and when it stops being. */
public interface DeduplicationContract extends ContractFixture {
    /** Adds a text with deduplication and expects it to be stored. */
    default UUID storedOnce(MemoryScope scope, String text) {
        NewMemory memory = memory(text);
        assertThat(addOnce(scope, memory).items())
                .extracting(Item::id, Item::outcome)
                .containsExactly(tuple(memory.id(), Outcome.CREATED));
        return memory.id();
    }

    /** Adds a text with deduplication and expects it to be there under {@code id}. */
    default void assertDuplicate(MemoryScope scope, String text, UUID id) {
        Item item = addOnce(scope, memory(text)).items().get(0);
        assertThat(item.outcome()).isEqualTo(Outcome.DUPLICATE);
        assertThat(item.id()).isEqualTo(id);
    }

    @Test
    default void duplicateTextIsAnsweredWithTheEarlierMemory() {
        MemoryScope scope = someone();
        UUID first = storedOnce(scope, "likes tea");
        update(scope, first, MemoryChange.none().withMetadata(Metadata.of("seen", true)));

        AddResult again = addOnce(scope, memory("likes tea"));

        assertThat(again.items()).containsExactly(item(scope, first, Outcome.DUPLICATE, 2));
    }

    @Test
    default void duplicateTextStoresAndChangesNothing() {
        MemoryScope scope = someone();
        UUID first = storedOnce(scope, "likes tea");

        addOnce(scope, memory("likes tea", 0, 1).withMetadata(Metadata.of("other", 1)));

        assertThat(list(scope)).containsExactly(first);
        assertThat(read(scope, first).metadata()).isEqualTo(Metadata.EMPTY);
        assertThat(read(scope, first).embedding()).isEqualTo(vector(1));
        assertThat(read(scope, first).version()).isEqualTo(1);
    }

    @Test
    default void duplicatesAreStoredWithoutTheFlag() {
        MemoryScope scope = someone();
        storedOnce(scope, "likes tea");

        remember(scope, "likes tea");
        remember(scope, "likes tea");

        assertThat(list(scope)).hasSize(3);
    }

    @Test
    default void memoryAddedWithoutTheFlagMakesNoDuplicate() {
        MemoryScope scope = someone();
        remember(scope, "likes tea");

        UUID flagged = storedOnce(scope, "likes tea");

        assertDuplicate(scope, "likes tea", flagged);
    }

    @Test
    default void duplicatesAreCountedPerAgent() {
        MemoryScope scope = someone();
        UUID none = storedOnce(scope, "likes tea");
        UUID a = storedOnce(scope.withAgent("a"), "likes tea");
        UUID b = storedOnce(scope.withAgent("b"), "likes tea");

        assertDuplicate(scope, "likes tea", none);
        assertDuplicate(scope.withAgent("a"), "likes tea", a);
        assertDuplicate(scope.withAgent("b"), "likes tea", b);
    }

    @Test
    default void duplicatesAreCountedPerRun() {
        MemoryScope scope = someone();
        UUID r = storedOnce(scope.withRun("r"), "likes tea");
        UUID s = storedOnce(scope.withRun("s"), "likes tea");
        UUID agentsRun = storedOnce(scope.withAgent("r").withRun("r"), "likes tea");

        assertDuplicate(scope.withRun("r"), "likes tea", r);
        assertDuplicate(scope.withRun("s"), "likes tea", s);
        assertDuplicate(scope.withAgent("r").withRun("r"), "likes tea", agentsRun);
    }

    @Test
    default void duplicateIsFoundThoughTheRunIsAbsent() {
        MemoryScope agentOnly = someone().withAgent("a");
        UUID first = storedOnce(agentOnly, "likes tea");

        assertDuplicate(agentOnly, "likes tea", first);
    }

    @Test
    default void duplicatesAreCountedPerOwner() {
        MemoryScope scope = someone();
        storedOnce(scope, "likes tea");

        storedOnce(someone(), "likes tea");
        storedOnce(scope.withTenant("t"), "likes tea");
    }

    @Test
    default void duplicateWithinOneBatchIsFound() {
        MemoryScope scope = someone();
        NewMemory first = memory("likes tea");
        NewMemory between = memory("likes coffee");

        AddResult result = addOnce(scope, first, between, memory("likes tea"));

        assertThat(result.items())
                .containsExactly(
                        item(scope, first.id(), Outcome.CREATED, 1),
                        item(scope, between.id(), Outcome.CREATED, 1),
                        item(scope, first.id(), Outcome.DUPLICATE, 1));
        assertThat(list(scope)).containsExactlyInAnyOrder(first.id(), between.id());
    }

    @Test
    default void duplicateMeansTheVerySameCharacters() {
        MemoryScope scope = someone();
        for (String text : new String[] {"caf\u00e9", "cafe\u0301", "Caf\u00e9", "caf\u00e9 ", " caf\u00e9"}) {
            storedOnce(scope, text);
        }
        assertThat(list(scope)).hasSize(5);
    }

    @Test
    default void deduplicationDoesNotExcuseATakenId() {
        MemoryScope scope = someone();
        UUID taken = remember(scope, "there");

        assertRejected(
                Reason.ID_TAKEN,
                () -> addOnce(scope, memory("new"), memory("likes tea").withId(taken)));

        assertThat(list(scope)).containsExactly(taken);
        storedOnce(scope, "new");
    }

    @Test
    default void scanShowsWhatAnswersForItsText() {
        MemoryScope scope = someone();
        UUID flagged = storedOnce(scope, "flagged");
        UUID plain = remember(scope, "plain");
        UUID changed = storedOnce(scope, "before");
        update(scope, changed, MemoryChange.none().withText("after", vector(1)));

        assertThat(scan())
                .allSatisfy(stored -> assertThat(stored.deduplicated())
                        .isEqualTo(stored.memory().id().equals(flagged)))
                .extracting(stored -> stored.memory().id())
                .containsExactlyInAnyOrder(flagged, plain, changed);
    }
}
