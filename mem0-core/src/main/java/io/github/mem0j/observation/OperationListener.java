package io.github.mem0j.observation;

/**
 * Hears of each operation as it ends, on the caller's thread, which waits for it: be quick. Thread-safe. What it throws is
 * logged once, by class, and goes no further.
 */
@FunctionalInterface
public interface OperationListener {
    /** An operation has ended. */
    void onOperation(OperationEvent event);
}
