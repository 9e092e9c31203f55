package io.github.mem0j.model;

import static java.util.Objects.requireNonNull;

import java.util.UUID;

/**
 * A directed, weighted tie between two memories of one owner. (from, to, type) is its key; relating again overwrites
 * the weight.
 *
 * @param from where it starts
 * @param to where it points; another memory than {@code from}
 * @param type any name, such as {@code "follows"}
 * @param weight finite; its meaning is the caller's
 */
public record Relation(UUID from, UUID to, String type, double weight) {
    /** The type where none is given, the one relation of the original guide. */
    public static final String RELATES_TO = "RELATES_TO";

    public Relation {
        requireNonNull(from, "from");
        requireNonNull(to, "to");
        Checks.check(!from.equals(to), "relation", "joins memory %s to itself; name two memories", from);
        Checks.name("relation type", type);
        Checks.check(Double.isFinite(weight), "relation weight", "must be finite, but is %s", weight);
        weight += 0.0;
    }

    /** A {@value #RELATES_TO} tie of weight 1. */
    public static Relation of(UUID from, UUID to) {
        return of(from, to, RELATES_TO);
    }

    public static Relation of(UUID from, UUID to, String type) {
        return new Relation(from, to, type, 1);
    }

    public Relation withWeight(double weight) {
        return new Relation(from, to, type, weight);
    }
}
