package io.github.mem0j.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CandidatesTest {
    private static final float MARGIN = 1e-4f;

    private final Random random = new Random(7);

    /** Whatever the order of the rows, however many are equal, and however loose the bounds. */
    @ParameterizedTest
    @ValueSource(floats = {0, 1e-6f, MARGIN, 0.1f, 1})
    void theBestAreAmongThem(float margin) {
        for (int run = 0; run < 300; run++) {
            int k = 1 + random.nextInt(120);
            float[] scores = scores(random.nextInt(400), run % 3);
            Candidates candidates = new Candidates(k, 0);
            for (int row = 0; row < scores.length; row++) {
                float upper = scores[row] + random.nextFloat() * margin;
                if (candidates.mayAdmit(upper)) {
                    candidates.add(row, upper, scores[row] - random.nextFloat() * margin);
                }
            }
            Set<Integer> left = Arrays.stream(candidates.slots()).boxed().collect(Collectors.toSet());
            assertThat(left).containsAll(best(scores, k));
        }
    }

    /** Those that tie with the last are all there: which of them is in is for the exact scores to say. */
    private static Set<Integer> best(float[] scores, int k) {
        float[] sorted = scores.clone();
        Arrays.sort(sorted);
        float last = sorted.length < k ? 0 : sorted[sorted.length - k];
        return IntStream.range(0, scores.length)
                .filter(row -> scores[row] >= last)
                .boxed()
                .collect(Collectors.toCollection(HashSet::new));
    }

    private float[] scores(int rows, int kind) {
        float[] scores = new float[rows];
        for (int row = 0; row < rows; row++) {
            scores[row] = kind == 0 ? random.nextInt(20) / 20f : random.nextFloat();
        }
        if (kind == 2) {
            Arrays.sort(scores);
        }
        return scores;
    }

    @Test
    void tightBoundsLeaveHardlyMoreThanTheBest() {
        float[] scores = scores(10_000, 1);
        Candidates candidates = new Candidates(10, 0);
        for (int row = 0; row < scores.length; row++) {
            if (candidates.mayAdmit(scores[row] + MARGIN)) {
                candidates.add(row, scores[row] + MARGIN, scores[row] - MARGIN);
            }
        }
        // Within two margins of the tenth there are two others of 10,000 on the average.
        assertThat(candidates.slots()).hasSizeBetween(10, 30);
    }

    @Test
    void whatTheRequestDoesNotWantIsNoCandidate() {
        Candidates candidates = new Candidates(3, 0.7);
        assertThat(candidates.mayAdmit(0.69f)).isFalse();
        assertThat(candidates.mayAdmit((float) 0.7)).isTrue();
        candidates.add(1, 0.8f, 0.1f);
        candidates.add(2, 0.9f, 0.2f);
        candidates.add(3, 0.9f, 0.3f);
        assertThat(candidates.mayAdmit(0.69f))
                .as("lower bounds below what is wanted")
                .isFalse();
        assertThat(candidates.slots()).containsExactly(1, 2, 3);
    }
}
