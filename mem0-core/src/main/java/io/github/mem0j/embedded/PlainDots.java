package io.github.mem0j.embedded;

/** Eight sums that grow side by side. */
final class PlainDots implements Dots {
    @Override
    public void of(float[] values, int from, float[] query, float[] dots) {
        float a = 0;
        float b = 0;
        float c = 0;
        float d = 0;
        float e = 0;
        float f = 0;
        float g = 0;
        float h = 0;
        for (int i = 0; i < query.length; i++) {
            float factor = query[i];
            int at = from + i * VectorTable.LANES;
            a += values[at] * factor;
            b += values[at + 1] * factor;
            c += values[at + 2] * factor;
            d += values[at + 3] * factor;
            e += values[at + 4] * factor;
            f += values[at + 5] * factor;
            g += values[at + 6] * factor;
            h += values[at + 7] * factor;
        }
        dots[0] = a;
        dots[1] = b;
        dots[2] = c;
        dots[3] = d;
        dots[4] = e;
        dots[5] = f;
        dots[6] = g;
        dots[7] = h;
    }
}
