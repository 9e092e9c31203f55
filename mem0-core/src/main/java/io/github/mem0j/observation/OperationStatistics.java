package io.github.mem0j.observation;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * What was counted of one operation. Immutable.
 *
 * @param operation as in {@link OperationEvent#operation}
 * @param outcomes how calls ended, those outcomes that there were
 * @param degraded how many of the answers were degraded
 * @param slow how many calls were slow, logged or not
 * @param answered how long calls took that were answered
 * @param failed how long the others took: apart, so that quick refusals do not make a store look quick
 */
public record OperationStatistics(
        String operation, Map<CallOutcome, Long> outcomes, long degraded, long slow, Latency answered, Latency failed) {
    public OperationStatistics {
        Map<CallOutcome, Long> copy = new EnumMap<>(CallOutcome.class);
        copy.putAll(outcomes);
        outcomes = Collections.unmodifiableMap(copy);
    }

    /** All calls, however they ended. */
    public long count() {
        return outcomes.values().stream().mapToLong(Long::longValue).sum();
    }

    public long count(CallOutcome outcome) {
        return outcomes.getOrDefault(outcome, 0L);
    }
}
