package io.github.mem0j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.model.Embedding;
import io.github.mem0j.model.Memory;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.SearchRequest;
import io.github.mem0j.store.SearchResult.Hit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How many memories a search answers, down to which score, and what comes with them. */
public interface SearchBoundsContract extends SearchContract {
    @Test
    default void searchFindsAsManyAsAskedIfThatManyMatch() {
        MemoryScope scope = someone();
        List<UUID> wanted = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            MemoryScope agent = scope.withAgent(i % 4 == 0 ? "wanted" : "closer");
            UUID id = remember(agent, memory("m" + i, i % 4 == 0 ? 1 : 9, 1, i));
            if (i % 8 == 1) {
                delete(scope, id);
            } else if (i % 4 == 0) {
                wanted.add(id);
            }
        }

        SearchRequest request = searchFor(scope.withAgent("wanted"), 9, 1);

        assertThat(found(store().search(request.withLimit(10)).hits())).containsExactlyInAnyOrderElementsOf(wanted);
        assertThat(store().search(request.withLimit(9)).hits()).hasSize(9);
    }

    @Test
    default void searchLimitOfOneAnswersTheBest() {
        MemoryScope scope = someone();
        remember(scope, memory("worse", 1, 1));
        UUID best = remember(scope, memory("best", 1));
        remember(scope, memory("worst", 0, 1));

        assertThat(found(store().search(searchFor(scope).withLimit(1)).hits())).containsExactly(best);
    }

    @Test
    default void searchLimitOfAThousandIsHonoured() {
        MemoryScope scope = someone();
        List<NewMemory> many =
                IntStream.range(0, 1_001).mapToObj(i -> memory("m" + i, 1, i)).toList();
        store().add(AddRequest.of(scope, SPACE, many));

        List<Hit> hits = store().search(searchFor(scope, 1).withLimit(1_000)).hits();

        assertThat(hits).hasSize(1_000);
        assertThat(hits.get(0).memory().id()).isEqualTo(many.get(0).id());
        assertThat(found(hits)).doesNotHaveDuplicates();
    }

    @Test
    default void searchAnswersTenUnlessToldOtherwise() {
        MemoryScope scope = someone();
        for (int i = 0; i < 12; i++) {
            remember(scope, "m" + i);
        }

        assertThat(store().search(SearchRequest.of(scope, SPACE, vector(1))).hits())
                .hasSize(10);
    }

    @Test
    default void searchOfEmptyStoreOrOwnerFindsNothing() {
        assertThat(search(someone())).isEmpty();
        remember(someone(), "somebody else's");
        assertThat(search(someone())).isEmpty();
    }

    @Test
    default void searchMinScoreLeavesOutWhatIsBelow() {
        MemoryScope scope = someone();
        UUID same = remember(scope, memory("1", 1));
        UUID half = remember(scope, memory("0.5", 1, 1, 1, 1));
        UUID none = remember(scope, memory("0", 0, 1));
        SearchRequest request = searchFor(scope, 1);

        double off = 2 * scoreTolerance();
        assertThat(found(store().search(request.withMinScore(0.5 + off)).hits()))
                .containsExactly(same);
        assertThat(found(store().search(request.withMinScore(0.5 - off)).hits()))
                .containsExactly(same, half);
        assertThat(found(store().search(request.withMinScore(1 - off)).hits())).containsExactly(same);
        assertThat(found(store().search(request.withMinScore(0)).hits())).containsExactly(same, half, none);
    }

    @Test
    default void searchMinScoreAdmitsExactlyThatScore() {
        MemoryScope scope = someone();
        remember(scope, memory("1/2", 1, 1, 1, 1));
        double score = search(scope, 1).get(0).score();

        assertThat(store().search(searchFor(scope, 1).withMinScore(score)).hits())
                .hasSize(1);
        assertThat(store().search(searchFor(scope, 1).withMinScore(Math.nextUp(score)))
                        .hits())
                .isEmpty();
    }

    @Test
    default void searchAnswersEmbeddingsOnlyIfAsked() {
        MemoryScope scope = someone();
        float[] values = {0.1f, 1 / 3f, Float.MIN_VALUE, -1e-7f, Math.nextUp(1f), 0, 0, 0};
        add(scope, NewMemory.of("awkward", Embedding.of(values)));

        assertThat(search(scope, 1))
                .extracting(hit -> hit.memory().embedding())
                .hasSize(1)
                .containsOnlyNulls();
        assertThat(store().search(searchFor(scope, 1).includingEmbeddings()).memories())
                .extracting(Memory::embedding)
                .containsExactly(Embedding.of(values));
    }

    @Test
    default void searchAnswersMemoriesWhole() {
        MemoryScope scope = someone();
        UUID id = remember(scope.withAgent("a").withRun("r"), "whole");

        assertThat(search(scope).get(0).memory()).isEqualTo(read(scope, id).withEmbedding(null));
    }
}
