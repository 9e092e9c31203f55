package io.github.mem0j.cache.model;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What one run explores.
 *
 * @param key the answer that is cached
 * @param writers one write each
 * @param readers the JVMs of the reads that go on at the same time; each reader reads again and again
 * @param swapped the JVMs whose Redis cache is around the local one, as a set of bits
 * @param flights whether reads join reads
 * @param warm whether all caches have the answer at first, and must keep it
 */
record Config(
        Key key,
        List<Write> writers,
        List<Integer> readers,
        Set<Fault> faults,
        Set<Change> changes,
        int swapped,
        boolean flights,
        boolean warm) {
    static final int A = 0;
    static final int B = 1;

    /** A write of a JVM. */
    record Write(int jvm, Kind kind) {}

    static Config of(Key key, Write... writers) {
        return new Config(key, List.of(writers), List.of(A, B), Set.of(), Set.of(), 0, false, false);
    }

    static Write update(int jvm) {
        return new Write(jvm, Kind.UPDATE);
    }

    static Write insert(int jvm) {
        return new Write(jvm, Kind.INSERT);
    }

    Config readers(Integer... jvms) {
        return new Config(key, writers, List.of(jvms), faults, changes, swapped, flights, warm);
    }

    Config with(Fault... more) {
        Set<Fault> all = EnumSet.noneOf(Fault.class);
        Stream.concat(faults.stream(), Stream.of(more)).forEach(all::add);
        return new Config(key, writers, readers, all, changes, swapped, flights, warm);
    }

    Config with(Change... more) {
        Set<Change> all = EnumSet.noneOf(Change.class);
        Stream.concat(changes.stream(), Stream.of(more)).forEach(all::add);
        return new Config(key, writers, readers, faults, all, swapped, flights, warm);
    }

    Config swap(int jvms) {
        return new Config(key, writers, readers, faults, changes, jvms, flights, warm);
    }

    Config joining() {
        return new Config(key, writers, readers, faults, changes, swapped, true, warm);
    }

    Config warmed() {
        return new Config(key, writers, readers, faults, changes, swapped, flights, true);
    }

    boolean has(Fault fault) {
        return faults.contains(fault);
    }

    boolean has(Change change) {
        return changes.contains(change);
    }

    boolean swapped(int jvm) {
        return (swapped & (1 << jvm)) != 0;
    }

    boolean writes(int jvm) {
        return writers.stream().anyMatch(write -> write.jvm() == jvm);
    }

    /** The writes that change the answer, as a set of bits. */
    int relevant() {
        int bits = 0;
        for (int i = 0; i < writers.size(); i++) {
            bits |= writers.get(i).kind().changes(key) ? 1 << i : 0;
        }
        return bits;
    }

    @Override
    public String toString() {
        String writes = writers.stream()
                .map(w -> name(w.jvm()) + " " + w.kind())
                .collect(Collectors.joining(" and ", "", ", "));
        String reads = readers.stream().map(Config::name).collect(Collectors.joining("", "readers ", ""));
        return key + ", " + writes + reads + (swapped == 0 ? "" : ", swapped " + swapped)
                + (flights ? ", flights" : "") + (warm ? ", warm" : "") + (faults.isEmpty() ? "" : ", " + faults)
                + (changes.isEmpty() ? "" : ", " + changes);
    }

    static String name(int jvm) {
        return jvm == A ? "A" : "B";
    }
}
