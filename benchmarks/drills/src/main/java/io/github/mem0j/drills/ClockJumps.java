package io.github.mem0j.drills;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** One JVM's clock is set forward and back. */
final class ClockJumps implements Drill {
    @Override
    public String name() {
        return "clock-jumps";
    }

    @Override
    public String load() {
        return "2 JVMs, 8 threads, 30 % writes";
    }

    @Override
    public String faults() {
        return "the clock of one JVM (of its store and caches) goes an hour forward, an hour back, and is right again";
    }

    /** May be set. */
    private static final class Jumping extends Clock {
        private volatile Duration ahead = Duration.ZERO;

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return Instant.now().plus(ahead);
        }
    }

    @Override
    public DrillRow run(DrillRun run) throws Exception {
        String name = run.newName(this);
        Jumping clock = new Jumping();
        try (Exercise exercise = new Exercise(run, this).writing(30)) {
            exercise.stacks.add(run.settings(name).clock(clock).open());
            exercise.stacks.add(run.settings(name).holdingAnswers().open());
            exercise.work(8);
            for (Duration ahead : new Duration[] {Duration.ofHours(1), Duration.ofHours(-1), Duration.ZERO}) {
                exercise.fault(ahead.isZero() ? "right" : ahead.toHours() + " h", () -> clock.ahead = ahead);
                Pauses.lasting(run.millis(300, 10_000));
            }
            exercise.healed("right again", () -> {});
            return exercise.end(() -> run.settings(name).bare());
        }
    }
}
