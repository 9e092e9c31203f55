package io.github.mem0j.benchmarks;

/**
 * What a search gave, beside what there is: means of many queries.
 *
 * @param rows returned of the 10 asked for
 * @param recall share of the true 10 nearest among them
 */
record Quality(double rows, double recall) {
    boolean isRight() {
        return rows >= 9.995 && recall >= 0.985;
    }
}
