package io.github.mem0j.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.model.Embedding;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VectorTableTest {
    private final Random random = new Random(3);

    /** Odd and even lengths, and as many rows as cross blocks, with removals all along. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 8})
    void holdsWhatAListWouldHold(int dimensions) {
        VectorTable table = new VectorTable(dimensions);
        List<Embedding> expected = new ArrayList<>();
        for (int step = 0; step < 12_000; step++) {
            boolean growing = step % 6_000 < 4_000;
            if (expected.isEmpty() || random.nextInt(10) < (growing ? 9 : 1)) {
                Embedding embedding = random(dimensions);
                table.append(embedding);
                expected.add(embedding);
            } else {
                int row = random.nextInt(expected.size());
                table.remove(row);
                Embedding last = expected.remove(expected.size() - 1);
                if (row < expected.size()) {
                    expected.set(row, last);
                }
            }
            if (step % 1_000 == 0) {
                check(table, expected, random(dimensions));
            }
        }
        assertThat(expected).hasSizeGreaterThan(VectorTable.BLOCK_ROWS);
        check(table, expected, random(dimensions));
    }

    @Test
    void aRowsScoreDoesNotDependOnItsPlace() {
        VectorTable table = new VectorTable(7);
        Embedding embedding = random(7);
        for (int i = 0; i < 7; i++) {
            table.append(embedding);
        }
        Embedding query = random(7);
        double[] scores = new double[VectorTable.BLOCK_ROWS];
        int rows = table.scores(0, VectorTable.widen(query), query.norm(), scores);
        assertThat(rows).isEqualTo(7);
        for (int i = 1; i < rows; i++) {
            assertThat(scores[i]).isEqualTo(scores[0]);
        }
    }

    @Test
    void hugeAndTinyVectorsHaveSoundScores() {
        VectorTable table = new VectorTable(2);
        table.append(Embedding.of(Float.MAX_VALUE, Float.MAX_VALUE));
        table.append(Embedding.of(Float.MIN_VALUE, Float.MIN_VALUE));
        double[] scores = new double[VectorTable.BLOCK_ROWS];
        for (Embedding query : List.of(Embedding.of(1, 1), table.get(0), table.get(1))) {
            table.scores(0, VectorTable.widen(query), query.norm(), scores);
            assertThat(scores[0]).isBetween(1 - 1e-12, 1.0);
            assertThat(scores[1]).isBetween(1 - 1e-12, 1.0);
        }
    }

    private static void check(VectorTable table, List<Embedding> expected, Embedding query) {
        assertThat(table.size()).isEqualTo(expected.size());
        double[] scores = new double[VectorTable.BLOCK_ROWS];
        int row = 0;
        for (int block = 0; block < table.blocks(); block++) {
            int rows = table.scores(block, VectorTable.widen(query), query.norm(), scores);
            for (int i = 0; i < rows; i++, row++) {
                assertThat(table.get(row)).isEqualTo(expected.get(row));
                assertThat(Math.abs(scores[i] - cosine(expected.get(row), query)))
                        .isLessThan(1e-12);
            }
        }
        assertThat(row).isEqualTo(expected.size());
    }

    private static double cosine(Embedding a, Embedding b) {
        double dot = 0;
        for (int i = 0; i < a.dimensions(); i++) {
            dot += (double) a.get(i) * b.get(i);
        }
        return Math.max(0, dot / (a.norm() * b.norm()));
    }

    private Embedding random(int dimensions) {
        float[] values = new float[dimensions];
        for (int i = 0; i < dimensions; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return Embedding.of(values);
    }
}
