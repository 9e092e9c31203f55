package io.github.mem0j.drills;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

/** What callers got. Thread-safe. */
final class Tally {
    /** What kind of answer. */
    enum Kind {
        FRESH,
        STALE,
        FAILED,
        WRONG
    }

    private static final int EXAMPLES = 8;

    final Timeline timeline = new Timeline();
    final AtomicLong acknowledgedWrites = new AtomicLong();
    private final LongAdder fresh = new LongAdder();
    private final LongAdder stale = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder wrong = new LongAdder();
    private final LongAccumulator slowest = new LongAccumulator(Math::max, 0);
    private final LongAccumulator behind = new LongAccumulator(Math::max, 0);
    private final LongAccumulator markedBehind = new LongAccumulator(Math::max, 0);
    private volatile long lastLess = Long.MIN_VALUE;
    private final ConcurrentLinkedQueue<String> examples = new ConcurrentLinkedQueue<>();

    void answered(Kind kind, long begin, long end) {
        slowest.accumulate(end - begin);
        timeline.add(kind, begin, end);
        switch (kind) {
            case FRESH -> fresh.increment();
            case STALE -> {
                stale.increment();
                lastLess = end;
            }
            case FAILED -> {
                failed.increment();
                lastLess = end;
            }
            case WRONG -> wrong.increment();
        }
    }

    void wrong(String example) {
        if (examples.size() < EXAMPLES) {
            examples.add(example);
        }
    }

    /** Found in the end, or beside any call. */
    void wrongBeside(String example) {
        wrong.increment();
        wrong(example);
    }

    void behind(boolean marked, long nanos) {
        (marked ? markedBehind : behind).accumulate(nanos);
    }

    long all() {
        return fresh() + stale() + failed() + wrong();
    }

    long fresh() {
        return fresh.sum();
    }

    long stale() {
        return stale.sum();
    }

    long failed() {
        return failed.sum();
    }

    long wrong() {
        return wrong.sum();
    }

    long slowestNanos() {
        return slowest.get();
    }

    long behindNanos() {
        return behind.get();
    }

    long markedBehindNanos() {
        return markedBehind.get();
    }

    /** When the last answer came that was marked or a failure. */
    long lastLess() {
        return lastLess;
    }

    List<String> examples() {
        return new ArrayList<>(examples);
    }

    @Override
    public String toString() {
        return fresh + " fresh, " + stale + " stale and marked, " + failed + " failed, " + wrong + " wrong, slowest "
                + slowestNanos() / 1_000_000 + " ms";
    }
}
