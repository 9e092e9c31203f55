package io.github.mem0j.benchmarks;

/** Whether figures can be true at all; what a smoke run fails by. */
final class Plausible {
    private Plausible() {}

    static void check(Family family, Outcome outcome, Scale scale) {
        require(!outcome.figures().isEmpty(), family.name(), "no figures");
        boolean ours = false;
        for (Figure figure : outcome.figures()) {
            String what = family.name() + ", " + figure.scenario() + ", "
                    + figure.contender().name();
            require(positive(figure.low()) && positive(figure.value()) && positive(figure.high()), what, "no time");
            require(figure.p99() == null || figure.p99() >= figure.value() * 0.5, what, "p99 below the median");
            Quality quality = figure.quality();
            if (quality != null && figure.contender().role() != Role.PEER) {
                require(quality.rows() >= 9.995 && quality.recall() >= 0.95, what, "answers are not right: " + quality);
            }
            if (quality != null && scale == Scale.SMOKE) { // among more, an approximate index may find none
                require(quality.rows() > 0, what, "no answers");
            }
            ours |= figure.contender().role() == Role.OURS;
        }
        require(ours, family.name(), "nothing of ours");
        for (Goal goal : family.goals()) {
            double reached = goal.value().applyAsDouble(outcome);
            // A smoke run leaves out scenarios.
            require(scale == Scale.SMOKE || positive(reached), family.name(), goal.what() + ": no figure");
            require(!Double.isInfinite(reached), family.name(), goal.what() + ": infinite");
        }
    }

    private static boolean positive(double value) {
        return value > 0 && Double.isFinite(value);
    }

    private static void require(boolean holds, String what, String problem) {
        if (!holds) {
            throw new IllegalStateException(what + ": " + problem);
        }
    }
}
