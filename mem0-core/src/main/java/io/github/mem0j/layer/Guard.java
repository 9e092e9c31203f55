package io.github.mem0j.layer;

import java.util.function.Supplier;

/**
 * What stands between a layer and a server that may be down: a circuit breaker, a limit on concurrent calls, or nothing.
 * Thread-safe.
 */
public interface Guard {
    /** Lets every call through. */
    Guard NONE = new Guard() {
        @Override
        public <T> T call(Supplier<T> call) {
            return call.get();
        }

        @Override
        public String toString() {
            return "Guard.NONE";
        }
    };

    /**
     * Makes the call, once at most, or refuses it by any unchecked exception. What the call throws is passed on; it is
     * how a breaker learns of failures.
     */
    <T> T call(Supplier<T> call);
}
