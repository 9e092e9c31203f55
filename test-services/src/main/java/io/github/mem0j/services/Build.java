package io.github.mem0j.services;

import java.time.Instant;
import java.util.Optional;

/** The process whose end is the end of the build. */
final class Build {
    private Build() {}

    /** The nearest Maven above this JVM, as Surefire forks a JVM for each module; this JVM if there is none (an IDE). */
    static ProcessHandle process() {
        for (Optional<ProcessHandle> above = ProcessHandle.current().parent();
                above.isPresent();
                above = above.get().parent()) {
            if (isMaven(above.get().info().commandLine().orElse(""))) {
                return above.get();
            }
        }
        return ProcessHandle.current();
    }

    /** Every way to start Maven names its home to it. */
    static boolean isMaven(String commandLine) {
        return commandLine.contains("-Dmaven.home=");
    }

    /** Process ids come round again, so the start is part of it. */
    static String id(ProcessHandle process) {
        return process.pid() + "-"
                + process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }
}
