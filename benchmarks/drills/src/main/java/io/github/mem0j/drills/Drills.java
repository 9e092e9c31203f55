package io.github.mem0j.drills;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All drills; and the program that runs them, by {@code benchmarks/run drills}. */
public final class Drills {
    private static final Logger log = LoggerFactory.getLogger(Drills.class);

    /** In the order of the report. */
    static final List<Drill> ALL = List.of(
            new PostgresKilled(),
            new PostgresHangs(),
            new RedisFails(),
            new HostKilled(),
            new PoolExhausted(),
            new InterruptionStorm(),
            new EmbedderFails(),
            new ErasedUnderLoad(),
            new Neo4jFails(),
            new Network(),
            new ClockJumps(),
            new FullDisk(),
            new HeapPressure(),
            new StandbyPromoted(),
            new BackupRestored(),
            new ClusterMasterLost(),
            new PasswordsRotated(),
            new SchemasSideBySide(),
            new SchemaMigrated(),
            new Soak());

    private Drills() {}

    /**
     * Runs drills and writes the report anew, in the working directory, which is the project's.
     *
     * @param arguments {@code full} or {@code short}; names, with commas between them, or {@code all}, or {@code none}
     */
    public static void main(String[] arguments) throws Exception {
        List<String> names = Arrays.asList(arguments[1].split(",", -1));
        List<String> known = ALL.stream().map(Drill::name).toList();
        if (!names.equals(List.of("all")) && !names.equals(List.of("none")) && !known.containsAll(names)) {
            throw new IllegalArgumentException("no such drill; there are: " + String.join(", ", known));
        }
        Path root = Path.of("").toAbsolutePath();
        Results results = new Results(root.resolve("benchmarks/drills/results"));
        boolean well = true;
        for (Drill drill : ALL) {
            if (names.contains("all") || names.contains(drill.name())) {
                log.info("{}: {}", drill.name(), drill.faults());
                // Each with servers of its own: what one has been through does not show in the next.
                try (DrillRun run = new DrillRun(arguments[0].equals("full"))) {
                    DrillRow row = drill.run(run);
                    log.info("{}: {} s", drill.name(), row.seconds());
                    results.write(row);
                    well &= isWell(row);
                }
            }
        }
        List<DrillRow> rows = new ArrayList<>();
        for (Drill drill : ALL) {
            results.read(drill).ifPresent(rows::add);
        }
        new Report(root).write(rows);
        if (!well) {
            throw new IllegalStateException("not all is well: see docs/drills.md");
        }
    }

    static boolean isWell(DrillRow row) {
        return row.wrong() == 0
                && row.lost() == 0
                && row.threads() == 0
                && row.connections() == 0
                && row.mistakes().stream().allMatch(DrillRow.Mistake::caught);
    }
}
