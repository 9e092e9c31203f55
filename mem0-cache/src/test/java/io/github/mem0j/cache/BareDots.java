package io.github.mem0j.cache;

/** The floor of a search: the dot products alone, as one would write them by hand. */
final class BareDots {
    private BareDots() {}

    /** The greatest. */
    static float best(float[] floats, float[] query) {
        float best = Float.NEGATIVE_INFINITY;
        for (int offset = 0; offset < floats.length; offset += query.length) {
            float a = 0;
            float b = 0;
            float c = 0;
            float d = 0;
            for (int i = 0; i < query.length; i += 4) {
                a = Math.fma(floats[offset + i], query[i], a);
                b = Math.fma(floats[offset + i + 1], query[i + 1], b);
                c = Math.fma(floats[offset + i + 2], query[i + 2], c);
                d = Math.fma(floats[offset + i + 3], query[i + 3], d);
            }
            best = Math.max(best, a + b + c + d);
        }
        return best;
    }
}
