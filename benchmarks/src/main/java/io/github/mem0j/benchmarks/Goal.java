package io.github.mem0j.benchmarks;

import java.util.function.ToDoubleFunction;

/**
 * What a figure is to reach.
 *
 * @param value out of the family's figures; not a number where they are missing
 */
record Goal(String what, boolean atMost, double bound, String unit, ToDoubleFunction<Outcome> value) {
    static Goal atMost(double bound, String unit, String what, ToDoubleFunction<Outcome> value) {
        return new Goal(what, true, bound, unit, value);
    }

    static Goal atLeast(double bound, String unit, String what, ToDoubleFunction<Outcome> value) {
        return new Goal(what, false, bound, unit, value);
    }

    boolean met(double reached) {
        return atMost ? reached <= bound : reached >= bound;
    }

    String target() {
        return (atMost ? "≤ " : "≥ ") + Numbers.read(bound) + (unit.isEmpty() ? "" : " " + unit);
    }
}
