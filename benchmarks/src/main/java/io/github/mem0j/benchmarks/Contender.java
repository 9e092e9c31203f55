package io.github.mem0j.benchmarks;

/**
 * Who is measured.
 *
 * @param configuration how it is set up, in words that a reader can repeat it by
 */
record Contender(String name, Role role, String configuration) {
    static Contender floor(String name, String configuration) {
        return new Contender(name, Role.FLOOR, configuration);
    }

    static Contender ours(String name, String configuration) {
        return new Contender(name, Role.OURS, configuration);
    }

    static Contender peer(String name, String configuration) {
        return new Contender(name, Role.PEER, configuration);
    }
}
