package io.github.mem0j.benchmarks;

import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;

/** {@code smoke}, {@code full [pattern]} or {@code report}, and the folder of the module: see benchmarks/run. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        int status = 0;
        try {
            run(args);
        } catch (Exception | LinkageError e) {
            e.printStackTrace(System.err);
            status = 1;
        }
        System.exit(status); // whatever threads the peers left behind
    }

    private static void run(String[] args) throws Exception {
        System.setProperty("jmh.ignoreLock", "true");
        Results results = new Results(Path.of(System.getProperty("mem0.benchmarks.folder", ".")));
        switch (args.length == 0 ? "" : args[0]) {
            case "smoke" -> run(Scale.SMOKE, Families.matching(args.length > 1 ? args[1] : ""), results);
            case "full" -> {
                run(Scale.FULL, Families.matching(args.length > 1 ? args[1] : ""), results);
                Report.write(results);
            }
            case "report" -> Report.write(results);
            default -> throw new IllegalArgumentException("smoke, full [pattern] or report");
        }
    }

    private static void run(Scale scale, List<Family> families, Results results) throws Exception {
        if (families.isEmpty()) {
            throw new IllegalArgumentException("no family of that name; there are: " + Families.names());
        }
        System.setProperty(Scale.class.getName(), scale.name());
        try {
            for (Family family : families) {
                long start = System.nanoTime();
                var machine = Machine.describe();
                Outcome outcome = new Outcome(
                        family.name(),
                        scale,
                        LocalDate.now(ZoneOffset.UTC).toString(),
                        machine,
                        Machine.versions(),
                        family.run(scale));
                System.out.printf(Locale.ROOT, "%n%s (%.0f s)%n", family.name(), (System.nanoTime() - start) / 1e9);
                Plausible.check(family, outcome, scale);
                System.out.print(Tables.plain(outcome));
                if (scale == Scale.FULL) {
                    results.save(outcome);
                }
            }
        } finally {
            Servers.close();
        }
    }
}
