package io.github.mem0j.store;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where an answer comes from and what may be done with it. Layers pass it on and only ever narrow it: they add
 * degradations, take away storability, shorten freshness and let the age grow, never the reverse.
 *
 * <p>A cache sees when the memories inside an answer expire. Where an answer also ends with something that is not inside,
 * its backend says so by {@code freshFor}: {@link MemoryStore#related} ends with the memory that it starts from.
 *
 * @param source what produced the answer: {@value #LOCAL}, {@value #REDIS} or a backend's name; an open set
 * @param age time since its load began
 * @param degradations what is less than usual; empty for a full answer
 * @param storable whether a cache may keep it; never if {@link Degradation#STALE}
 * @param freshFor for how long more it counts as fresh, or null where nobody has set a bound
 */
public record Provenance(
        String source,
        Duration age,
        Set<Degradation> degradations,
        boolean storable,
        @Nullable Duration freshFor) {
    public static final String LOCAL = "local";
    public static final String REDIS = "redis";

    public Provenance {
        Objects.requireNonNull(source, "source");
        if (age.isNegative()) {
            throw new IllegalArgumentException("age must not be negative, but is " + age);
        }
        degradations = degradations.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(degradations));
        if (storable && degradations.contains(Degradation.STALE)) {
            throw new IllegalArgumentException("a STALE answer is never storable");
        }
    }

    /** A full, fresh and storable answer of a backend. */
    public static Provenance of(String source) {
        return new Provenance(source, Duration.ZERO, Set.of(), true, null);
    }

    public Provenance withSource(String source) {
        return new Provenance(source, age, degradations, storable, freshFor);
    }

    public Provenance degraded(Degradation degradation) {
        EnumSet<Degradation> all = EnumSet.of(degradation);
        all.addAll(degradations);
        return new Provenance(source, age, all, storable && degradation != Degradation.STALE, freshFor);
    }

    public Provenance notStorable() {
        return storable ? new Provenance(source, age, degradations, false, freshFor) : this;
    }

    /** Fresh for at most {@code duration} more. */
    public Provenance freshForAtMost(Duration duration) {
        return freshFor != null && freshFor.compareTo(duration) <= 0
                ? this
                : new Provenance(source, age, degradations, storable, duration);
    }

    /** At least {@code duration} old. */
    public Provenance agedAtLeast(Duration duration) {
        return age.compareTo(duration) >= 0 ? this : new Provenance(source, duration, degradations, storable, freshFor);
    }

    /** Whether {@code other} is this passed on by a well-behaved layer: nothing taken back. */
    public boolean isNarrowedBy(Provenance other) {
        return other.age.compareTo(age) >= 0
                && other.degradations.containsAll(degradations)
                && (storable || !other.storable)
                && (freshFor == null || (other.freshFor != null && other.freshFor.compareTo(freshFor) <= 0));
    }
}
