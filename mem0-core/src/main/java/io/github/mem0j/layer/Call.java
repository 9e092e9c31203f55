package io.github.mem0j.layer;

import io.github.mem0j.store.Deadline;
import io.github.mem0j.store.Operation;
import io.github.mem0j.store.StoreRequest;
import io.github.mem0j.store.StoreResult;
import java.util.Objects;
import java.util.function.Function;

/**
 * One operation on its way through an {@link InterceptingMemoryStore}. {@link #proceed} may be called once, several
 * times (a retry) or never; the call itself is immutable.
 *
 * @param <R> the operation's result
 */
public final class Call<R extends StoreResult> {
    private final StoreRequest request;
    private final Function<StoreRequest, R> target;

    Call(StoreRequest request, Function<StoreRequest, R> target) {
        this.request = Objects.requireNonNull(request, "request");
        this.target = target;
    }

    public Operation operation() {
        return request.operation();
    }

    public StoreRequest request() {
        return request;
    }

    /** Asks the store below. */
    public R proceed() {
        return target.apply(request);
    }

    /** The same call with another deadline in its request. */
    public Call<R> withDeadline(Deadline deadline) {
        return new Call<>(request.withDeadline(deadline), target);
    }
}
