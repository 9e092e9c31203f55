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
}
