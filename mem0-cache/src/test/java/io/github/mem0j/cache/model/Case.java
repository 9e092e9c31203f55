package io.github.mem0j.cache.model;

/**
 * A run and what it shows.
 *
 * @param broken how the property begins that does not hold, or "" if all hold
 */
record Case(String name, Config config, String broken) {
    @Override
    public String toString() {
        return name;
    }
}
