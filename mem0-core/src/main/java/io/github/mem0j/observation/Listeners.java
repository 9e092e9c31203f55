package io.github.mem0j.observation;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells listeners, whom no call may suffer from. Thread-safe. */
final class Listeners {
    private static final Logger log = LoggerFactory.getLogger(Observation.class);

    private final List<OperationListener> listeners;
    private final Set<Integer> failed = ConcurrentHashMap.newKeySet();

    Listeners(List<OperationListener> listeners) {
        this.listeners = List.copyOf(listeners);
    }

    boolean isEmpty() {
        return listeners.isEmpty();
    }

    void tell(OperationEvent event) {
        for (int i = 0; i < listeners.size(); i++) {
            try {
                listeners.get(i).onOperation(event);
            } catch (Throwable e) { // an Error too: the call may be a write that was applied
                if (failed.add(i)) {
                    // By class alone: nobody knows what its message holds.
                    log.warn(
                            "The operation listener {} failed by {}; it goes on being told, and more failures of it are"
                                    + " not logged",
                            listeners.get(i).getClass().getName(),
                            e.getClass().getName());
                }
            }
        }
    }
}
