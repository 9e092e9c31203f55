package io.github.mem0j;

import io.github.mem0j.layer.Call;
import io.github.mem0j.layer.InterceptingMemoryStore;
import io.github.mem0j.store.Deadline;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.StoreResult;

/** A store for one call, which has an end: requests are given its deadline, unless their own is earlier. */
final class UntilStore extends InterceptingMemoryStore {
    private final Deadline deadline;

    UntilStore(MemoryStore store, Deadline deadline) {
        super(store);
        this.deadline = deadline;
    }

    @Override
    protected <R extends StoreResult> R around(Call<R> call) {
        Deadline own = call.request().deadline();
        boolean earlier = own != null && own.remainingNanos() <= deadline.remainingNanos();
        return (earlier ? call : call.withDeadline(deadline)).proceed();
    }
}
