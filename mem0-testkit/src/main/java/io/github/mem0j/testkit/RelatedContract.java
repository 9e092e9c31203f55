package io.github.mem0j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.mem0j.model.Memory;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.Relation;
import io.github.mem0j.store.RelatedRequest;
import io.github.mem0j.store.RelatedResult;
import io.github.mem0j.store.StoreRejectedException.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Walks along relations: directions, depth, types, bounds, and where no walk may pass. */
public interface RelatedContract extends ContractFixture {
    /** Stores so many memories, each related to the one before. */
    default List<UUID> chain(MemoryScope scope, int length) {
        List<UUID> ids = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            ids.add(remember(scope, "link " + i));
            if (i > 0) {
                relate(scope, Relation.of(ids.get(i - 1), ids.get(i), "next"));
            }
        }
        return ids;
    }

    /** Stores a memory and so many more that it is related to. The hub is first. */
    default List<UUID> star(MemoryScope scope, int rays) {
        List<UUID> ids = new ArrayList<>(List.of(remember(scope, "hub")));
        for (int i = 0; i < rays; i++) {
            ids.add(remember(scope, "ray " + i));
            relate(scope, Relation.of(ids.get(0), ids.get(i + 1)));
        }
        return ids;
    }

    @Test
    default void relatedFollowsBothDirections() {
        MemoryScope scope = someone();
        List<UUID> ids = chain(scope, 3);

        assertThat(related(scope, ids.get(1))).containsExactlyInAnyOrder(ids.get(0), ids.get(2));
        assertThat(related(scope, ids.get(2))).containsExactly(ids.get(1), ids.get(0));
    }

    @Test
    default void relatedOfLonelyMemoryIsEmpty() {
        MemoryScope scope = someone();
        UUID lonely = remember(scope, "lonely");

        RelatedResult result = walk(scope, lonely);

        assertThat(result.nodes()).isEmpty();
        assertThat(result.capped()).isFalse();
    }

    @Test
    default void relatedGoesAsDeepAsAsked() {
        MemoryScope scope = someone();
        List<UUID> ids = chain(scope, 7);
        RelatedRequest request = RelatedRequest.of(scope, ids.get(0));

        for (int depth = 1; depth <= 5; depth++) {
            assertThat(ids(store().related(request.withDepth(depth)).memories()))
                    .as("depth %d", depth)
                    .isEqualTo(ids.subList(1, depth + 1));
        }
        assertThat(store().related(request).nodes()).as("depth 2 by default").hasSize(2);
    }

    @Test
    default void relatedSaysHowFarEachIs() {
        MemoryScope scope = someone();
        List<UUID> ids = chain(scope, 4);
        relate(scope, Relation.of(ids.get(3), ids.get(0)));

        assertThat(walk(scope, ids.get(0)).nodes())
                .extracting(node -> node.memory().id(), RelatedResult.Node::depth)
                .as("by the shortest way")
                .containsExactlyInAnyOrder(tuple(ids.get(1), 1), tuple(ids.get(3), 1), tuple(ids.get(2), 2));
    }

    @Test
    default void relatedIsNearestFirst() {
        MemoryScope scope = someone();
        List<UUID> hub = star(scope, 5);
        for (int i = 1; i <= 5; i++) {
            relate(scope, Relation.of(hub.get(i), remember(scope, "beyond " + i)));
        }

        assertThat(walk(scope, hub.get(0)).nodes())
                .extracting(RelatedResult.Node::depth)
                .containsExactly(1, 1, 1, 1, 1, 2, 2, 2, 2, 2);
        assertThat(store().related(RelatedRequest.of(scope, hub.get(0)).withLimit(6))
                        .nodes())
                .as("the limit cuts off the farthest")
                .extracting(RelatedResult.Node::depth)
                .containsExactly(1, 1, 1, 1, 1, 2);
    }

    @Test
    default void relatedEndsThoughThereAreCycles() {
        MemoryScope scope = someone();
        List<UUID> ids = chain(scope, 3);
        relate(scope, Relation.of(ids.get(2), ids.get(0)), Relation.of(ids.get(1), ids.get(0), "back"));

        assertThat(related(scope, ids.get(0)))
                .as("each once, the start not at all")
                .containsExactlyInAnyOrder(ids.get(1), ids.get(2));
    }

    @Test
    default void relatedFollowsOnlyTheTypesAsked() {
        MemoryScope scope = someone();
        UUID start = remember(scope, "start");
        UUID friend = remember(scope, "friend");
        UUID friendsFriend = remember(scope, "friend's friend");
        UUID foe = remember(scope, "foe");
        relate(
                scope,
                Relation.of(start, friend, "friend"),
                Relation.of(friendsFriend, friend, "friend"),
                Relation.of(start, foe, "foe"),
                Relation.of(foe, friendsFriend, "foe"));
        RelatedRequest request = RelatedRequest.of(scope, start);

        assertThat(ids(store().related(request.withTypes("friend")).memories())).containsExactly(friend, friendsFriend);
        assertThat(ids(store().related(request.withTypes("foe").withDepth(1)).memories()))
                .containsExactly(foe);
        assertThat(store().related(request.withTypes("foe", "friend")).nodes()).hasSize(3);
        assertThat(store().related(request.withTypes("Friend", "%", "*")).nodes())
                .isEmpty();
    }

    @Test
    default void relatedAnswersTenUnlessToldOtherwise() {
        MemoryScope scope = someone();
        UUID hub = star(scope, 12).get(0);
        RelatedRequest request = RelatedRequest.of(scope, hub);

        assertThat(store().related(request).nodes()).hasSize(10);
        assertThat(store().related(request.withLimit(1)).nodes()).hasSize(1);
        assertThat(store().related(request.withLimit(1_000)).nodes()).hasSize(12);
    }

    @Test
    default void relatedSaysWhenItStoppedAtTheVisitedCap() {
        MemoryScope scope = someone();
        UUID hub = star(scope, 6).get(0);
        RelatedRequest request = RelatedRequest.of(scope, hub).withLimit(1_000);

        RelatedResult capped = store().related(request.withMaxVisited(4));
        RelatedResult whole = store().related(request.withMaxVisited(6));

        assertThat(capped.capped()).isTrue();
        assertThat(capped.nodes()).hasSizeLessThanOrEqualTo(4);
        assertThat(whole.capped()).isFalse();
        assertThat(whole.nodes()).hasSize(6);
    }

    @Test
    default void relatedAnswersEmbeddingsOnlyIfAsked() {
        MemoryScope scope = someone();
        List<UUID> ids = chain(scope, 2);
        RelatedRequest request = RelatedRequest.of(scope, ids.get(0));

        assertThat(store().related(request).memories())
                .extracting(Memory::embedding)
                .hasSize(1)
                .containsOnlyNulls();
        assertThat(store().related(request.includingEmbeddings()).memories()).containsExactly(read(scope, ids.get(1)));
    }

    @Test
    default void relatedFromUnknownMemoryIsRejected() {
        MemoryScope scope = someone();
        UUID unknown = UUID.randomUUID();

        assertRejected(Reason.UNKNOWN_ID, () -> walk(scope, unknown), unknown.toString());
        remember(scope, "another");
        assertRejected(Reason.UNKNOWN_ID, () -> walk(scope, unknown), unknown.toString());
    }

    @Test
    default void relatedFromDeletedMemoryIsRejected() {
        MemoryScope scope = someone();
        List<UUID> ids = chain(scope, 2);
        delete(scope, ids.get(0));

        assertRejected(Reason.UNKNOWN_ID, () -> walk(scope, ids.get(0)));
        assertThat(related(scope, ids.get(1))).isEmpty();
    }

    @Test
    default void relatedFromAnotherAgentsMemoryIsRejected() {
        MemoryScope scope = someone();
        UUID id = remember(scope.withAgent("a"), "theirs");

        assertRejected(Reason.UNKNOWN_ID, () -> walk(scope.withAgent("b"), id));
    }

    @Test
    default void relatedNeverPassesThroughAnotherAgentsMemory() {
        MemoryScope scope = someone();
        MemoryScope a = scope.withAgent("a");
        UUID start = remember(a, "start");
        UUID between = remember(scope.withAgent("b"), "between");
        UUID behind = remember(a, "behind");
        relate(scope, Relation.of(start, between), Relation.of(between, behind));

        assertThat(related(a, start)).isEmpty();
        assertThat(related(scope, start)).containsExactly(between, behind);
    }

    @Test
    default void relatedNeverPassesThroughAnotherRunsMemory() {
        MemoryScope scope = someone();
        MemoryScope run = scope.withRun("r");
        UUID start = remember(run, "start");
        UUID between = remember(scope, "between");
        UUID behind = remember(run, "behind");
        relate(scope, Relation.of(start, between), Relation.of(between, behind));

        assertThat(related(run, start)).isEmpty();
    }

    @Test
    default void relatedNeverPassesThroughADeletedMemory() {
        MemoryScope scope = someone();
        List<UUID> ids = chain(scope, 3);

        delete(scope, ids.get(1));

        assertThat(related(scope, ids.get(0))).isEmpty();
        assertThat(related(scope, ids.get(2))).isEmpty();
    }
}
