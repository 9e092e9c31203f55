package io.github.mem0j.cache;

import io.github.mem0j.layer.ForwardingMemoryStore;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.StoreUnavailableException;
import io.github.mem0j.store.UpdateRequest;
import io.github.mem0j.store.UpdateResult;
import java.util.function.Supplier;

/** A backend that says of updates that it does not know what became of them; the test commits them when it likes. */
final class UnknownOutcome extends ForwardingMemoryStore {
    UnknownOutcome(MemoryStore store) {
        super(store);
    }

    @Override
    public UpdateResult update(UpdateRequest request) {
        throw StoreUnavailableException.unknown("its commit may still come", null);
    }

    /** Whether that is what the call said. */
    static boolean of(Supplier<?> call) {
        try {
            Object unused = call.get();
            return false;
        } catch (StoreUnavailableException e) {
            return e.outcome() == StoreUnavailableException.Outcome.UNKNOWN;
        }
    }

    /** Whether the call failed as the store was unavailable. */
    static boolean unavailable(Supplier<?> call) {
        try {
            Object unused = call.get();
            return false;
        } catch (StoreUnavailableException e) {
            return true;
        }
    }
}
