package io.github.mem0j.embedded;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * By the Vector API: a vector holds one dimension of a group's rows, or of half of them. Four sums for each row, so that
 * one addition need not wait for the other.
 */
final class VectorApiDots implements Dots {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED.length() >= VectorTable.LANES
            ? FloatVector.SPECIES_256
            : FloatVector.SPECIES_128;
    private static final int LANES = VectorTable.LANES;

    VectorApiDots() {
        if (FloatVector.SPECIES_PREFERRED.length() < SPECIES.length()) {
            throw new UnsupportedOperationException("this processor has no vectors of 128 bits");
        }
    }

    @Override
    public void of(float[] values, int from, float[] query, float[] dots) {
        for (int lane = 0; lane < LANES; lane += SPECIES.length()) {
            some(values, from + lane, query, dots, lane);
        }
    }

    private static void some(float[] values, int from, float[] query, float[] dots, int lane) {
        FloatVector a = FloatVector.zero(SPECIES);
        FloatVector b = a;
        FloatVector c = a;
        FloatVector d = a;
        int i = 0;
        int at = from;
        for (; i < query.length - 3; i += 4, at += 4 * LANES) {
            a = FloatVector.fromArray(SPECIES, values, at).fma(FloatVector.broadcast(SPECIES, query[i]), a);
            b = FloatVector.fromArray(SPECIES, values, at + LANES).fma(FloatVector.broadcast(SPECIES, query[i + 1]), b);
            c = FloatVector.fromArray(SPECIES, values, at + 2 * LANES)
                    .fma(FloatVector.broadcast(SPECIES, query[i + 2]), c);
            d = FloatVector.fromArray(SPECIES, values, at + 3 * LANES)
                    .fma(FloatVector.broadcast(SPECIES, query[i + 3]), d);
        }
        for (; i < query.length; i++, at += LANES) {
            a = FloatVector.fromArray(SPECIES, values, at).fma(FloatVector.broadcast(SPECIES, query[i]), a);
        }
        a.add(b).add(c.add(d)).intoArray(dots, lane);
    }
}
