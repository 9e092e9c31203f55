package io.github.mem0j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.model.MemoryFilter;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.Metadata;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.model.Relation;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.DeleteRequest;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Deletes by ids, by filter and of everything; hidden or gone for good. */
public interface DeleteContract extends ContractFixture {
    default UUID rememberTopic(MemoryScope scope, String topic) {
        return remember(scope, memory("about " + topic).withMetadata(Metadata.of("topic", topic)));
    }

    default long run(DeleteRequest request) {
        return store().delete(request).count();
    }

    @Test
    default void deleteByIdsRemovesThoseAndCountsThem() {
        MemoryScope scope = someone();
        UUID one = remember(scope, "one");
        UUID two = remember(scope, "two");
        UUID stays = remember(scope, "stays");

        assertThat(delete(scope, one, two)).isEqualTo(2);

        assertThat(list(scope)).containsExactly(stays);
    }

    @Test
    default void deletedMemoryIsInNoAnswer() {
        MemoryScope scope = someone();
        UUID id = remember(scope, "gone");

        delete(scope, id);

        assertThat(isThere(scope, id)).isFalse();
        assertThat(list(scope)).isEmpty();
        assertThat(search(scope)).isEmpty();
        assertThat(scan()).isEmpty();
        assertThat(admin().count()).isZero();
    }

    @Test
    default void deleteDoesNotCountUnknownOrDeletedIds() {
        MemoryScope scope = someone();
        UUID id = remember(scope, "here");

        assertThat(delete(scope, UUID.randomUUID(), id)).isEqualTo(1);
        assertThat(delete(scope, id)).isZero();
        assertThat(run(DeleteRequest.ids(scope, id).asHard()))
                .as("hidden is not live")
                .isZero();
        assertThat(delete(someone(), id)).isZero();
    }

    @Test
    default void deleteByFilterRemovesWhatMatches() {
        MemoryScope scope = someone();
        rememberTopic(scope, "tea");
        rememberTopic(scope, "tea");
        UUID coffee = rememberTopic(scope, "coffee");
        UUID none = remember(scope, "no topic");

        assertThat(run(DeleteRequest.matching(scope, MemoryFilter.where("topic").eq("tea"))))
                .isEqualTo(2);

        assertThat(list(scope)).containsExactlyInAnyOrder(coffee, none);
    }

    @Test
    default void deleteByFilterTakesMoreThanOneReadCould() {
        MemoryScope scope = someone();
        List<NewMemory> many = IntStream.range(0, 1_100)
                .mapToObj(i -> memory("m" + i).withMetadata(Metadata.of("n", i)))
                .toList();
        store().add(AddRequest.of(scope, SPACE, many));

        assertThat(run(DeleteRequest.matching(scope, MemoryFilter.where("n").gte(50))))
                .isEqualTo(1_050);

        assertThat(admin().count(scope)).isEqualTo(50);
    }

    @Test
    default void deleteByFilterThatMatchesNothingCountsNone() {
        MemoryScope scope = someone();
        UUID tea = rememberTopic(scope, "tea");

        assertThat(run(DeleteRequest.matching(scope, MemoryFilter.or(List.of()))))
                .isZero();
        assertThat(run(DeleteRequest.matching(
                        someone(), MemoryFilter.where("topic").eq("tea"))))
                .isZero();

        assertThat(list(scope)).containsExactly(tea);
    }

    @Test
    default void deleteOfEverythingEmptiesTheScope() {
        MemoryScope scope = someone();
        MemoryScope neighbour = someone();
        remember(scope, "one");
        remember(scope.withAgent("a").withRun("r"), "two");
        UUID theirs = remember(neighbour, "theirs");

        assertThat(run(DeleteRequest.everything(scope))).isEqualTo(2);

        assertThat(list(scope)).isEmpty();
        assertThat(list(neighbour)).containsExactly(theirs);
        assertThat(run(DeleteRequest.everything(scope))).isZero();
        assertThat(run(DeleteRequest.everything(someone()))).isZero();
    }

    @Test
    default void deleteReachesOnlyTheAgentAndRunNamed() {
        MemoryScope scope = someone();
        MemoryScope agent = scope.withAgent("a");
        UUID bare = rememberTopic(scope, "tea");
        UUID inRun = rememberTopic(agent.withRun("r"), "tea");
        UUID inAgent = rememberTopic(agent, "tea");
        UUID other = rememberTopic(scope.withAgent("b"), "tea");

        assertThat(delete(agent, bare, other)).isZero();
        assertThat(run(DeleteRequest.matching(
                        agent.withRun("r"), MemoryFilter.where("topic").eq("tea"))))
                .isEqualTo(1);
        assertThat(isThere(scope, inRun)).isFalse();
        assertThat(run(DeleteRequest.everything(agent))).isEqualTo(1);
        assertThat(isThere(scope, inAgent)).isFalse();
        assertThat(list(scope)).containsExactlyInAnyOrder(bare, other);
        assertThat(delete(scope, other)).as("an absent agent means any").isEqualTo(1);
    }

    @Test
    default void deleteTakesRelationsAlong() {
        MemoryScope scope = someone();
        UUID a = remember(scope, "a");
        UUID middle = remember(scope, "middle");
        UUID b = remember(scope, "b");
        relate(scope, Relation.of(a, middle), Relation.of(middle, b), Relation.of(b, a, "other"));

        delete(scope, middle);

        assertThat(walk(scope, a).nodes()).hasSize(1).allSatisfy(node -> {
            assertThat(node.memory().id()).isEqualTo(b);
            assertThat(node.depth()).isEqualTo(1);
        });
        assertThat(relationsFrom(scope, a)).isEmpty();
    }

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
