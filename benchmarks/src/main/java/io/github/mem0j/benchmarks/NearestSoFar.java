package io.github.mem0j.benchmarks;

import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** The ten nearest of all vectors seen, by cosine, in double precision. */
final class NearestSoFar {
    private record Near(int number, double cosine) {}

    private final PriorityQueue<Near> best = new PriorityQueue<>(Comparator.comparingDouble(Near::cosine));
    private final float[] query;

    NearestSoFar(float[] query) {
        this.query = query;
    }

    void see(int number, float[] vector) {
        double cosine = cosine(vector, query);
        if (best.size() < Data.LIMIT || cosine > best.element().cosine()) {
            best.add(new Near(number, cosine));
            if (best.size() > Data.LIMIT) {
                best.remove();
            }
        }
    }

    List<Integer> numbers() {
        return best.stream().map(Near::number).toList();
    }

    private static double cosine(float[] one, float[] other) {
        double dot = 0;
        double norm = 0;
        for (int i = 0; i < one.length; i++) {
            dot += (double) one[i] * other[i];
            norm += (double) one[i] * one[i];
        }
        return dot / Math.sqrt(norm);
    }
}
