package io.github.mem0j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.model.MemoryFilter;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.Metadata;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.model.Relation;
import io.github.mem0j.store.DeleteRequest;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Deletes that leave nothing behind, and reach no further than others. */
public interface HardDeleteContract extends DeleteContract {
    @Test
    default void hardDeleteForgetsTheVersion() {
        MemoryScope scope = someone();
        NewMemory memory = memory("gone");
        add(scope, memory);

        assertThat(run(DeleteRequest.ids(scope, memory.id()).asHard())).isEqualTo(1);

        assertThat(isThere(scope, memory.id())).isFalse();
        assertThat(add(scope, memory).items().get(0).version()).isEqualTo(1);
    }

    @Test
    default void hardDeleteTakesRelationsAlong() {
        MemoryScope scope = someone();
        NewMemory memory = memory("gone");
        add(scope, memory);
        UUID other = remember(scope, "other");
        relate(scope, Relation.of(memory.id(), other), Relation.of(other, memory.id()));

        run(DeleteRequest.ids(scope, memory.id()).asHard());
        add(scope, memory);

        assertThat(related(scope, other)).isEmpty();
    }

    @Test
    default void hardDeleteByIdRemovesWhatWasHidden() {
        MemoryScope scope = someone();
        NewMemory memory = memory("gone");
        add(scope, memory);
        delete(scope, memory.id());

        run(DeleteRequest.ids(scope, memory.id()).asHard());

        assertThat(add(scope, memory).items().get(0).version()).isEqualTo(1);
    }

    @Test
    default void hardDeleteOfEverythingRemovesWhatWasHidden() {
        MemoryScope scope = someone();
        NewMemory hidden = memory("hidden");
        add(scope, hidden, memory("live"));
        delete(scope, hidden.id());

        assertThat(run(DeleteRequest.everything(scope).asHard())).isEqualTo(1);

        assertThat(add(scope, hidden).items().get(0).version()).isEqualTo(1);
    }

    @Test
    default void hardDeleteLeavesWhatOtherAgentsHid() {
        MemoryScope scope = someone();
        NewMemory hidden = memory("hidden");
        add(scope.withAgent("a"), hidden);
        delete(scope, hidden.id());

        run(DeleteRequest.ids(scope.withAgent("b"), hidden.id()).asHard());
        run(DeleteRequest.everything(scope.withAgent("b")).asHard());

        assertThat(add(scope.withAgent("a"), hidden).items().get(0).version()).isEqualTo(keepsHiddenMemories() ? 2 : 1);
    }

    @Test
    default void hardDeleteByFilterRemovesLiveMatches() {
        MemoryScope scope = someone();
        NewMemory tea = memory("tea").withMetadata(Metadata.of("topic", "tea"));
        add(scope, tea);
        delete(scope, tea.id());
        add(scope, tea);
        UUID coffee = rememberTopic(scope, "coffee");

        assertThat(run(DeleteRequest.matching(scope, MemoryFilter.where("topic").eq("tea"))
                        .asHard()))
                .isEqualTo(1);

        assertThat(list(scope)).containsExactly(coffee);
        assertThat(add(scope, tea).items().get(0).version()).isEqualTo(1);
    }

    @Test
    default void hardDeleteInNarrowScopeReachesOnlyThat() {
        MemoryScope scope = someone();
        UUID mine = remember(scope.withAgent("a"), "mine");
        UUID theirs = remember(scope.withAgent("b"), "theirs");

        assertThat(run(DeleteRequest.ids(scope.withAgent("a"), mine, theirs).asHard()))
                .isEqualTo(1);

        assertThat(list(scope)).containsExactly(theirs);
    }
}
