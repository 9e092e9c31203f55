package io.github.mem0j.observation;

import io.github.mem0j.store.MemoryStore;
import java.util.List;

/**
 * What operators need of the observations of a stack; the outermost speaks for those below it as well. Thread-safe.
 *
 * <pre>{@code String tables = ObservationAdmin.of(store).statistics().get(0).table();}</pre>
 */
public interface ObservationAdmin {
    /** That of a stack of layers, if there is an {@link Observation} among them. */
    static ObservationAdmin of(MemoryStore store) {
        return store.unwrap(ObservationAdmin.class)
                .orElseThrow(() -> new IllegalArgumentException("there is no Observation in " + store));
    }

    /** What each observation has counted, the outermost first. */
    List<ObservationStatistics> statistics();

    /** Begins to count anew. What ends at this moment may be in neither count. */
    void reset();
}
