package io.github.mem0j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.mem0j.model.Embedding;
import io.github.mem0j.model.MemoryChange;
import io.github.mem0j.model.MemoryIds;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.SearchRequest;
import io.github.mem0j.store.SearchResult.Hit;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Scores, order, limits and embeddings of searches. */
public interface SearchContract extends ContractFixture {
    /** Ids in the order of unsigned bytes, of which signed comparison would put the last first. */
    List<UUID> UNSIGNED_ORDER = List.of(
            new UUID(1, Long.MIN_VALUE),
            new UUID(0x7fff_ffff_ffff_ffffL, 1),
            new UUID(0x7fff_ffff_ffff_ffffL, -1),
            new UUID(Long.MIN_VALUE, 0),
            new UUID(-1, 1),
            new UUID(-1, -1));

    default List<UUID> found(List<Hit> hits) {
        return hits.stream().map(hit -> hit.memory().id()).toList();
    }

    /** Stores memories of one embedding and time under {@link #UNSIGNED_ORDER}, shuffled. */
    default void rememberInAnyOrder(MemoryScope scope, float... leading) {
        for (int i : new int[] {3, 0, 5, 2, 4, 1}) {
            add(scope, memory("same " + i, leading).withId(UNSIGNED_ORDER.get(i)));
        }
    }

    @Test
    default void searchFindsTheMostSimilarFirst() {
        MemoryScope scope = someone();
        UUID far = remember(scope, memory("far", 0, 1));
        UUID near = remember(scope, memory("near", 4, 3));
        UUID there = remember(scope, memory("there", 1));
        UUID nearer = remember(scope, memory("nearer", 12, 5));

        assertThat(found(search(scope, 1))).containsExactly(there, nearer, near, far);
    }

    @Test
    default void searchScoresAreCosines() {
        MemoryScope scope = someone();
        remember(scope, memory("same direction", 1));
        remember(scope, memory("four fifths", 4, 3));
        remember(scope, memory("three fifths", 3, 4));
        remember(scope, memory("half", 1, 1, 1, 1));
        remember(scope, memory("right angle", 0, 1));

        List<Hit> hits = search(scope, 1);

        double[] expected = {1, 0.8, 0.6, 0.5, 0};
        for (int i = 0; i < expected.length; i++) {
            assertThat(hits.get(i).score())
                    .as(hits.get(i).memory().text())
                    .isCloseTo(expected[i], within(scoreTolerance()));
        }
    }

    @Test
    default void searchScoresAreNeverBelowZeroOrAboveOne() {
        MemoryScope scope = someone();
        remember(scope, memory("same", 0.1f, 0.2f, 0.3f));
        remember(scope, memory("opposite", -0.1f, -0.2f, -0.3f));

        assertThat(search(scope, 0.1f, 0.2f, 0.3f))
                .extracting(Hit::score)
                .allSatisfy(score -> assertThat(score).isBetween(0.0, 1.0))
                .last()
                .isEqualTo(0.0);
    }

    @Test
    default void searchScoresDoNotDependOnLength() {
        MemoryScope scope = someone();
        for (float scale : new float[] {1e-3f, 1, 3, 1_000, 1e6f}) {
            remember(scope, memory("scaled", scale, 2 * scale, 2 * scale));
        }

        assertThat(search(scope, 5, 10, 10))
                .hasSize(5)
                .allSatisfy(hit -> assertThat(hit.score()).isCloseTo(1, within(scoreTolerance())));
    }

    @Test
    default void searchOrdersEqualScoresByUnsignedId() {
        MemoryScope scope = someone();
        rememberInAnyOrder(scope, 1, 1);

        assertThat(found(search(scope, 1, 1))).isEqualTo(UNSIGNED_ORDER);
        assertThat(found(store().search(searchFor(scope, 1, 1).withLimit(4)).hits()))
                .isEqualTo(UNSIGNED_ORDER.subList(0, 4));
    }

    @Test
    default void searchOrdersScoresClampedToZeroByIdAlone() {
        MemoryScope scope = someone();
        for (int i = 0; i < UNSIGNED_ORDER.size(); i++) {
            add(scope, memory("behind", -1 - i, 5 - i).withId(UNSIGNED_ORDER.get(i)));
        }

        assertThat(found(search(scope, 1))).isEqualTo(UNSIGNED_ORDER);
    }

    @Test
    default void searchRanksAsTheFormulaDoes() {
        MemoryScope scope = someone();
        Random random = new Random(42);
        List<NewMemory> all = IntStream.range(0, 200)
                .mapToObj(i -> memory("m", whole(random), whole(random), whole(random), 1))
                .toList();
        store().add(AddRequest.of(scope, SPACE, all));
        Embedding query = vector(whole(random), whole(random), whole(random), 2);

        List<Hit> hits = store().search(
                        SearchRequest.of(scope, SPACE, query).withLimit(50).includingEmbeddings())
                .hits();

        List<Double> best = all.stream()
                .map(memory -> score(memory.embedding(), query))
                .sorted(Comparator.reverseOrder())
                .limit(50)
                .toList();
        assertThat(hits).hasSize(50);
        for (int i = 0; i < 50; i++) {
            Hit hit = hits.get(i);
            assertThat(hit.score()).isCloseTo(best.get(i), within(scoreTolerance()));
            assertThat(hit.memory().embedding())
                    .as("the embedding that was ranked")
                    .isNotNull()
                    .satisfies(embedding ->
                            assertThat(hit.score()).isCloseTo(score(embedding, query), within(scoreTolerance())));
        }
        assertThat(hits)
                .isSortedAccordingTo(Comparator.comparingDouble(Hit::score)
                        .reversed()
                        .thenComparing(hit -> hit.memory().id(), MemoryIds.ORDER));
    }

    private static float whole(Random random) {
        return random.nextInt(19) - 9;
    }

    private static double score(Embedding a, Embedding b) {
        double dot = 0;
        for (int i = 0; i < a.dimensions(); i++) {
            dot += (double) a.get(i) * b.get(i);
        }
        return Math.max(0, dot / (a.norm() * b.norm()));
    }

    @Test
    default void searchRanksByAnUpdatedEmbedding() {
        MemoryScope scope = someone();
        UUID moved = remember(scope, memory("moved", 1));
        UUID fixed = remember(scope, memory("fixed", 1, 1));

        update(scope, moved, MemoryChange.none().withEmbedding(vector(0, 1)));

        assertThat(found(search(scope, 1))).containsExactly(fixed, moved);
        assertThat(found(search(scope, 0, 1))).containsExactly(moved, fixed);
    }

    @Test
    default void searchAfterManyDeletesStillRanksTheRest() {
        MemoryScope scope = someone();
        List<UUID> all = IntStream.range(0, 60)
                .mapToObj(i -> remember(scope, memory("m" + i, 1, i)))
                .toList();
        List<UUID> odd = IntStream.range(0, 60)
                .filter(i -> i % 2 == 1)
                .mapToObj(all::get)
                .toList();

        assertThat(delete(scope, odd.toArray(UUID[]::new))).isEqualTo(30);

        assertThat(found(search(scope, 1)))
                .isEqualTo(all.stream().filter(id -> !odd.contains(id)).toList());
    }
}
