package io.github.mem0j.benchmarks;

import java.util.List;
import java.util.Locale;

/** All there are, in the order of the report. */
final class Families {
    private static final List<Family> ALL = List.of(
            new LocalHit(),
            new RedisHit(),
            new Codec(),
            new UserInvalidation(),
            new Layers(),
            new Search(),
            new FilteredSearch(),
            new LargeOwner(),
            new HeldSearch(),
            new BulkAdd(),
            new ConcurrentAdds(),
            new Related(),
            new AgentTrace(),
            new EmbeddedSearch(),
            new Reads(),
            new Herd());

    private Families() {}

    static List<Family> all() {
        return ALL;
    }

    /** Those whose names contain one of the parts, which commas separate. */
    static List<Family> matching(String pattern) {
        List<String> parts = List.of(pattern.toLowerCase(Locale.ROOT).split(","));
        return ALL.stream()
                .filter(family -> parts.stream().anyMatch(part -> family.name().contains(part)))
                .toList();
    }

    static List<String> names() {
        return ALL.stream().map(Family::name).toList();
    }

    static Contest contest(String name) {
        return ALL.stream()
                .filter(family -> family.name().equals(name))
                .map(Contest.class::cast)
                .findFirst()
                .orElseThrow();
    }
}
