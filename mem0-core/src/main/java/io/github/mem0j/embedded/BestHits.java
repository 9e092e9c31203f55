package io.github.mem0j.embedded;

import io.github.mem0j.model.MemoryIds;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** The best k rows seen, by (score descending, id), in a heap of k. */
final class BestHits {
    record Scored(Row row, double score) {}

    private static final Comparator<Scored> BEST_FIRST = Comparator.comparingDouble(Scored::score)
            .reversed()
            .thenComparing(scored -> scored.row().memory.id(), MemoryIds.ORDER);

    private final int k;
    private final PriorityQueue<Scored> worstFirst;
    private double floor;

    BestHits(int k, double minScore) {
        this.k = k;
        this.worstFirst = new PriorityQueue<>(Math.min(k, 64), BEST_FIRST.reversed());
        this.floor = minScore;
    }

    /** Whether a row of this score might still get in: cheap, asked before anything else about the row. */
    boolean mayAdmit(double score) {
        return score >= floor;
    }

    void offer(Row row, double score) {
        Scored scored = new Scored(row, score);
        if (worstFirst.size() == k) {
            if (BEST_FIRST.compare(scored, worstFirst.element()) > 0) {
                return;
            }
            worstFirst.remove();
        }
        worstFirst.add(scored);
        if (worstFirst.size() == k) {
            floor = worstFirst.element().score();
        }
    }

    List<Scored> bestFirst() {
        List<Scored> all = new ArrayList<>(worstFirst);
        all.sort(BEST_FIRST);
        return all;
    }
}
