package io.github.mem0j.testkit;

import io.github.mem0j.layer.Call;
import io.github.mem0j.layer.InterceptingMemoryStore;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.StoreResult;
import io.github.mem0j.store.StoreUnavailableException;
import java.util.function.Supplier;

/** A store at one of whose calls its caller ends. Not thread-safe. */
final class EndingStore extends InterceptingMemoryStore {
    private int left = Integer.MAX_VALUE;
    private int kind;

    EndingStore(MemoryStore inner) {
        super(inner);
    }

    /** @param kind 0: the call fails before it takes effect, 1: after; 2: the caller dies after it took effect */
    void endAt(int call, int kind) {
        left = call;
        this.kind = kind;
    }

    @Override
    protected <R extends StoreResult> R around(Call<R> call) {
        return meet(call::proceed);
    }

    @Override
    protected <T> T aroundAdmin(String name, Supplier<T> call) {
        return meet(call);
    }

    private <T> T meet(Supplier<T> call) {
        if (--left != 0) {
            return call.get();
        }
        if (kind == 0) {
            throw StoreUnavailableException.notApplied("ends before", null);
        }
        T lost = call.get();
        if (kind == 1) {
            throw StoreUnavailableException.unknown("ends after " + lost.getClass(), null);
        }
        throw new Killed();
    }
}
