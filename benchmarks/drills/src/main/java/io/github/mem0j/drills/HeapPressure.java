package io.github.mem0j.drills;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A JVM with little heap, of which the caches take as much as they may. */
final class HeapPressure implements Drill {
    private static final long CACHE_BYTES = 48L << 20;

    @Override
    public String name() {
        return "heap-pressure";
    }

    @Override
    public String load() {
        return "2 stacks in one JVM of -Xmx256m, 8 threads, 20 % writes; a working set and a local cache of 48 MB each, full";
    }

    @Override
    public String faults() {
        return "three times as many memories read as the caches hold";
    }

    /** In a JVM of its own, with servers of its own, which leaves its row in a file. */
    @Override
    public DrillRow run(DrillRun run) throws Exception {
        Path folder = Files.createTempDirectory("drill");
        try {
            List<String> command = new ArrayList<>(List.of(
                    ProcessHandle.current().info().command().orElse("java"),
                    "-Xmx256m",
                    "-XX:TieredStopAtLevel=1",
                    "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                    "-Dbasedir=" + System.getProperty("basedir", ""),
                    "-classpath",
                    System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                    HeapPressure.class.getName(),
                    run.form(),
                    folder.toString()));
            Process process = new ProcessBuilder(command).inheritIO().start();
            if (!process.waitFor(run.choose(90, 300), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException("the JVM with little heap does not end");
            }
            return new Results(folder).read(this).orElseThrow(() -> new IllegalStateException("it left no row"));
        } finally {
            Files.deleteIfExists(folder.resolve(name() + ".json"));
            Files.deleteIfExists(folder);
        }
    }

    /** Arguments: the form, and the folder for the row. */
    public static void main(String[] arguments) throws Exception {
        try (DrillRun run = new DrillRun(arguments[0].equals("full"))) {
            new Results(Path.of(arguments[1])).write(new HeapPressure().inside(run));
        }
    }

    private DrillRow inside(DrillRun run) throws Exception {
        String name = run.newName(this);
        try (Exercise exercise = new Exercise(run, this)) {
            exercise.open(() -> run.settings(name).cacheBytes(run.choose(CACHE_BYTES / 4, CACHE_BYTES)));
            Library library = new Library(exercise, run.choose(100, 800));
            library.write();
            exercise.besides(library::read).work(8);
            exercise.fault("reading everything", () -> {});
            Pauses.lasting(run.millis(1_000, 40_000));
            exercise.healed("", () -> {});
            long used =
                    Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
            return exercise.end(() -> run.settings(name).bare())
                    .withNote((used >> 20) + " MB of heap in use at the end of the load"
                            + run.choose("; in the short form 12 MB a cache and fewer memories", ""));
        }
    }
}
