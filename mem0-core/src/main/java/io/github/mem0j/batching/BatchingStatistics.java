package io.github.mem0j.batching;

/**
 * How batching does; {@code store.unwrap(BatchingStatistics.class)} looks anew each time.
 *
 * @param adds of adds
 * @param gets of gets
 */
public record BatchingStatistics(Figures adds, Figures gets) {
    /**
     * Of one kind of call.
     *
     * @param alone calls that were made at once, since the start
     * @param batches that were sent, since the start
     * @param batched calls in them
     * @param leftQueued callers who left the queue, since the start: their deadline passed or they were interrupted
     * @param queued calls that wait for a batch now
     * @param inFlight calls of the store below now
     */
    public record Figures(long alone, long batches, long batched, long leftQueued, int queued, int inFlight) {}
}
