package io.github.mem0j.drills;

import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** Callers are interrupted all the time, wherever they are. */
final class InterruptionStorm implements Drill {
    @Override
    public String name() {
        return "interruption-storm";
    }

    @Override
    public String load() {
        return "2 JVMs, 16 threads, 30 % writes";
    }

    @Override
    public String faults() {
        return "some calling thread is interrupted every millisecond";
    }

    @Override
    public DrillRow run(DrillRun run) throws Exception {
        String name = run.newName(this);
        try (Exercise exercise = new Exercise(run, this).writing(30)) {
            exercise.open(() -> run.settings(name)).work(16);
            List<Thread> threads = exercise.threads();
            Random random = new Random(3);
            exercise.fault("storm", () -> {});
            long end = System.nanoTime() + run.millis(1_000, 20_000).toNanos();
            while (System.nanoTime() < end) {
                threads.get(random.nextInt(threads.size())).interrupt();
                TimeUnit.MILLISECONDS.sleep(1);
            }
            exercise.healed("over", () -> {});
            return exercise.end(() -> run.settings(name).bare());
        }
    }
}
