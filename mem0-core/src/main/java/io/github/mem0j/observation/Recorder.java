package io.github.mem0j.observation;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts the calls of one operation. Lock-free. */
final class Recorder {
    private final Map<CallOutcome, LongAdder> failures = new EnumMap<>(CallOutcome.class);
    private final LongAdder degraded = new LongAdder();
    private final LongAdder slow = new LongAdder();
    private final Histogram answered = new Histogram();
    private final Histogram failed = new Histogram();

    Recorder() {
        for (CallOutcome outcome : CallOutcome.values()) {
            if (outcome != CallOutcome.ANSWERED) {
                failures.put(outcome, new LongAdder());
            }
        }
    }

    void record(CallOutcome outcome, long nanos, boolean isDegraded, boolean isSlow) {
        LongAdder failure = failures.get(outcome);
        if (failure == null) {
            answered.record(nanos);
        } else {
            failure.increment();
            failed.record(nanos);
        }
        if (isDegraded) {
            degraded.increment();
        }
        if (isSlow) {
            slow.increment();
        }
    }

    OperationStatistics statistics(String operation) {
        Latency answers = answered.latency();
        Map<CallOutcome, Long> outcomes = new EnumMap<>(CallOutcome.class);
        if (answers.count() > 0) {
            outcomes.put(CallOutcome.ANSWERED, answers.count());
        }
        failures.forEach((outcome, adder) -> {
            if (adder.sum() > 0) {
                outcomes.put(outcome, adder.sum());
            }
        });
        return new OperationStatistics(operation, outcomes, degraded.sum(), slow.sum(), answers, failed.latency());
    }
}
