package io.github.mem0j.benchmarks;

import java.util.concurrent.Callable;

/** One call that is measured, again and again; what it returns is looked at by nobody, and yet cannot be left out. */
interface Work {
    Object call() throws Exception;

    /** When all is over. */
    default void end() throws Exception {}

    /** With something to close in the end. */
    static Work of(Callable<?> call, AutoCloseable... last) {
        return new Work() {
            @Override
            public Object call() throws Exception {
                return call.call();
            }

            @Override
            public void end() throws Exception {
                for (AutoCloseable each : last) {
                    each.close();
                }
            }
        };
    }
}
