package io.github.mem0j.drills;

import java.time.Duration;

/** Nothing goes wrong, for long: what grows? */
final class Soak implements Drill {
    @Override
    public String name() {
        return "soak";
    }

    @Override
    public String load() {
        return "2 JVMs, 8 threads, 20 % writes, 4 ms between calls, for 30 minutes";
    }

    @Override
    public String faults() {
        return "none; heap after a collection, threads and connections at the beginning and at the end";
    }

    @Override
    public DrillRow run(DrillRun run) throws Exception {
        String name = run.newName(this);
        Duration time = Duration.ofSeconds(Integer.getInteger("mem0.drills.soak.seconds", run.choose(2, 1_800)));
        try (Exercise exercise = new Exercise(run, this).pausing(Duration.ofMillis(4))) {
            exercise.open(() -> run.settings(name)).work(8);
            Pauses.lasting(time.dividedBy(10));
            String before = state();
            Pauses.lasting(time.dividedBy(10).multipliedBy(9));
            String after = state();
            return exercise.end(() -> run.settings(name).bare())
                    .withNote("after a tenth of the time " + before + ", at the end " + after
                            + "; the oracle keeps all that was ever written");
        }
    }

    private static String state() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return (runtime.totalMemory() - runtime.freeMemory()) / (1 << 20) + " MB of heap and " + Thread.activeCount()
                + " threads";
    }
}
