package io.github.mem0j.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.model.Embedding;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class VectorTableTest {
    /** How dot products are reckoned. The build runs its unit tests with the module of the Vector API. */
    enum Kind {
        PLAIN,
        VECTOR;

        Dots dots() {
            return this == PLAIN ? new PlainDots() : Dots.FASTEST;
        }
    }

    private final Random random = new Random(3);

    @Test
    void theVectorApiIsUsedWhereItIs() {
        assertThat(Dots.FASTEST.getClass().getSimpleName()).isEqualTo("VectorApiDots");
        assertThat(Dots.fastest(ModuleLayer.empty())).isInstanceOf(PlainDots.class);
    }

    /** Odd and even lengths, and as many rows as cross blocks, with removals all along. */
    @ParameterizedTest
    @CsvSource({"PLAIN, 1", "PLAIN, 3", "PLAIN, 8", "VECTOR, 1", "VECTOR, 2", "VECTOR, 3", "VECTOR, 5", "VECTOR, 8"})
    void holdsWhatAListWouldHold(Kind kind, int dimensions) {
        VectorTable table = new VectorTable(dimensions, kind.dots());
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
        assertThat(expected).hasSizeGreaterThan(1_024);
        check(table, expected, random(dimensions));
    }

    @Test
    void aRowsScoreDoesNotDependOnItsPlace() {
        VectorTable table = new VectorTable(7);
        Embedding embedding = random(7);
        for (int i = 0; i < 20; i++) {
            table.append(embedding);
        }
        VectorTable.Query query = new VectorTable.Query(random(7));
        for (int row = 1; row < 20; row++) {
            assertThat(table.score(row, query)).isEqualTo(table.score(0, query));
        }
    }

    @ParameterizedTest
    @EnumSource
    void hugeAndTinyVectorsHaveSoundScoresAndBounds(Kind kind) {
        VectorTable table = new VectorTable(2, kind.dots());
        table.append(Embedding.of(Float.MAX_VALUE, Float.MAX_VALUE));
        table.append(Embedding.of(Float.MIN_VALUE, Float.MIN_VALUE));
        table.append(Embedding.of(Float.MAX_VALUE, Float.MIN_VALUE));
        for (Embedding embedding : List.of(Embedding.of(1, 1), table.get(0), table.get(1))) {
            VectorTable.Query query = new VectorTable.Query(embedding);
            assertThat(table.score(0, query)).isBetween(1 - 1e-12, 1.0);
            assertThat(table.score(1, query)).isBetween(1 - 1e-12, 1.0);
            assertThat(table.score(2, query)).isBetween(0.7071, 0.7072);
            checkBounds(table, query);
        }
    }

    /** Vectors whose sums cancel, where rounding is at its worst. */
    @ParameterizedTest
    @EnumSource
    void boundsHoldWhereRoundingIsWorst(Kind kind) {
        VectorTable table = new VectorTable(1_000, kind.dots());
        for (int row = 0; row < 64; row++) {
            float[] values = new float[1_000];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (random.nextGaussian() * Math.pow(10, random.nextInt(9) - 4));
            }
            table.append(Embedding.of(values));
        }
        for (int i = 0; i < 50; i++) {
            checkBounds(table, new VectorTable.Query(random(1_000)));
        }
    }

    private static void check(VectorTable table, List<Embedding> expected, Embedding query) {
        assertThat(table.size()).isEqualTo(expected.size());
        VectorTable.Query ready = new VectorTable.Query(query);
        for (int row = 0; row < table.size(); row++) {
            assertThat(table.get(row)).isEqualTo(expected.get(row));
            assertThat(Math.abs(table.score(row, ready) - cosine(expected.get(row), query)))
                    .isLessThan(1e-12);
        }
        checkBounds(table, ready);
    }

    private static void checkBounds(VectorTable table, VectorTable.Query query) {
        float[] bounds = new float[VectorTable.LANES];
        for (int first = 0; first < table.size(); first += VectorTable.LANES) {
            table.scoresAtMost(first, query, bounds);
            for (int row = first; row < Math.min(table.size(), first + VectorTable.LANES); row++) {
                double score = table.score(row, query);
                double bound = bounds[row - first];
                assertThat(bound).as("bound of row %s", row).isGreaterThanOrEqualTo(score);
                assertThat((double) table.scoreAtLeast(row, bounds[row - first]))
                        .as("lower bound of row %s", row)
                        .isLessThanOrEqualTo(score);
                assertThat(bound == 1 || bound - score < 1e-3 || score == 0)
                        .as("tight: %s, %s", bound, score)
                        .isTrue();
            }
        }
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
