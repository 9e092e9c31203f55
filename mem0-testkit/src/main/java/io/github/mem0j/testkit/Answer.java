package io.github.mem0j.testkit;

import io.github.mem0j.store.Provenance;
import io.github.mem0j.store.StoreRejectedException;
import io.github.mem0j.store.StoreResult;
import io.github.mem0j.store.StoreUnavailableException;
import io.github.mem0j.store.VersionConflictException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * How a call ended, in a form that two stores can be compared by.
 *
 * @param value what was answered, without its provenance, or what counts of the error
 * @param error what was thrown, or null
 */
record Answer(Object value, @Nullable Exception error) {
    private static final Provenance ANYWHERE = Provenance.of("any");

    static Answer of(Callable<?> call) {
        try {
            Object value = call.call();
            return new Answer(
                    value instanceof StoreResult result ? result.withProvenance(ANYWHERE) : String.valueOf(value),
                    null);
        } catch (Exception e) {
            return new Answer(essence(e), e);
        }
    }

    /** Type and reason; messages are each store's own. */
    static String essence(Exception e) {
        String type = e.getClass().getSimpleName();
        if (e instanceof VersionConflictException conflict) {
            return type + "[" + conflict.actualVersion() + "]";
        }
        if (e instanceof StoreRejectedException rejected) {
            return type + "[" + rejected.reason() + "]";
        }
        return e instanceof StoreUnavailableException unavailable ? type + "[" + unavailable.outcome() + "]" : type;
    }

    @Override
    public String toString() {
        return error == null ? value.toString() : error.toString();
    }
}
