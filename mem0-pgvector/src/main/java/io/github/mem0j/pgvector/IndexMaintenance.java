package io.github.mem0j.pgvector;

/**
 * Keeps the indexes of the largest owners, under {@link IndexPolicy#exactThenPartial}; got by {@code
 * store.unwrap(IndexMaintenance.class)}. Under another policy it drops such indexes. Thread-safe.
 *
 * <p>It needs a role that owns the tables, unlike everything else a store does, and minutes rather than milliseconds: it
 * runs on one connection, without statement timeout, which the builder's {@code maintenanceDataSource} may give. It holds
 * a lock of the session meanwhile, so that one JVM works at a time; PgBouncer in transaction mode has no such locks: give
 * it a direct connection there.
 */
public interface IndexMaintenance {
    /**
     * What was done.
     *
     * @param ran whether anything was: false if another JVM is at it
     * @param cleaned indexes removed that a build had left unfinished
     * @param dropped indexes whose owners have become too small, or made room for larger ones
     * @param built new indexes
     * @param calibrated indexes whose recall was measured
     * @param ready indexes in use now
     * @param exact owners past the threshold who are searched exactly: past the cap, or for want of recall
     */
    record Report(boolean ran, int cleaned, int dropped, int built, int calibrated, int ready, int exact) {}

    /**
     * Counts everybody's memories by an index-only scan, then cleans up, drops, builds and calibrates. An index is
     * calibrated when it is new and when its owner has twice the memories of the last time: a hundred of the owner's own
     * memories are searched for exactly and by the index, and the smallest number of candidates is taken that has the
     * recall asked for. Where none has, the owner stays exact.
     *
     * <p>Indexes are built and dropped {@code CONCURRENTLY}: nobody waits. What a failure leaves unfinished, the next run
     * cleans up.
     *
     * @throws io.github.mem0j.store.MemoryStoreException as operations do
     */
    Report runOnce();
}
