package io.github.mem0j.drills;

import java.util.ArrayList;
import java.util.List;

/**
 * What came of a drill.
 *
 * @param form short or full
 * @param fresh answers that were right
 * @param stale answers that were marked STALE, and once were right
 * @param failures typed ones
 * @param wrong answers that nobody may get
 * @param lost acknowledged writes that are not there in the end
 * @param worstStaleMillis by how much an unmarked answer was behind another JVM's write
 * @param worstMarkedMillis by how much a marked one was
 * @param slowestMillis of all calls
 * @param recoveryMillis from the last server's being back to the last failure or marked answer
 * @param threads that stayed behind
 * @param connections that stayed behind
 * @param seconds how long it all took
 * @param note what the figures do not say
 * @param examples of wrong answers
 * @param mistakes variants with a mistake, and what told
 * @param buckets the timeline: from, fresh, stale, failed, wrong, worst and median microseconds
 * @param marks what was done when
 */
record DrillRow(
        String name,
        String load,
        String faults,
        String form,
        long fresh,
        long stale,
        long failures,
        long wrong,
        long lost,
        long worstStaleMillis,
        long worstMarkedMillis,
        long slowestMillis,
        long recoveryMillis,
        int threads,
        int connections,
        double seconds,
        String note,
        List<String> examples,
        List<Mistake> mistakes,
        List<List<Long>> buckets,
        List<Mark> marks) {

    /** A variant with a mistake: how many wrong answers and lost writes told. */
    record Mistake(String what, long wrong, long lost) {
        boolean caught() {
            return wrong + lost > 0;
        }
    }

    /** Something that was done, so many milliseconds after the beginning. */
    record Mark(long millis, String what) {}

    DrillRow withNote(String more) {
        return new DrillRow(
                name,
                load,
                faults,
                form,
                fresh,
                stale,
                failures,
                wrong,
                lost,
                worstStaleMillis,
                worstMarkedMillis,
                slowestMillis,
                recoveryMillis,
                threads,
                connections,
                seconds,
                note.isEmpty() ? more : note + "; " + more,
                examples,
                mistakes,
                buckets,
                marks);
    }

    DrillRow withMistake(String what, DrillRow run) {
        List<Mistake> all = new ArrayList<>(mistakes);
        all.add(new Mistake(what, run.wrong, run.lost));
        return new DrillRow(
                name,
                load,
                faults,
                form,
                fresh,
                stale,
                failures,
                wrong,
                lost,
                worstStaleMillis,
                worstMarkedMillis,
                slowestMillis,
                recoveryMillis,
                threads,
                connections,
                seconds,
                note,
                examples,
                all,
                buckets,
                marks);
    }

    /** Counts and worst figures of both, one after the other. */
    DrillRow and(DrillRow next) {
        return new DrillRow(
                name,
                load,
                faults,
                form,
                fresh + next.fresh,
                stale + next.stale,
                failures + next.failures,
                wrong + next.wrong,
                lost + next.lost,
                Math.max(worstStaleMillis, next.worstStaleMillis),
                Math.max(worstMarkedMillis, next.worstMarkedMillis),
                Math.max(slowestMillis, next.slowestMillis),
                Math.max(recoveryMillis, next.recoveryMillis),
                threads + next.threads,
                connections + next.connections,
                seconds + next.seconds,
                next.note.isEmpty() ? note : note.isEmpty() ? next.note : note + "; " + next.note,
                joined(examples, next.examples),
                joined(mistakes, next.mistakes),
                buckets,
                marks);
    }

    private static <T> List<T> joined(List<T> first, List<T> second) {
        List<T> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }
}
