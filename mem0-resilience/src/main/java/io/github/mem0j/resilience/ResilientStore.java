package io.github.mem0j.resilience;

import io.github.mem0j.layer.Call;
import io.github.mem0j.layer.DefaultDeadlines;
import io.github.mem0j.layer.InterceptingMemoryStore;
import io.github.mem0j.layer.Refusing;
import io.github.mem0j.store.BulkStore;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.Operation;
import io.github.mem0j.store.StoreRequest;
import io.github.mem0j.store.StoreResult;
import io.github.mem0j.store.StoreUnavailableException;
import java.util.Optional;
import java.util.function.Supplier;

/** The layer that {@link Resilience} describes. */
final class ResilientStore extends InterceptingMemoryStore implements Refusing, DefaultDeadlines {
    private final Resilience settings;
    private final Attempts attempts;

    ResilientStore(MemoryStore below, Resilience settings) {
        super(below);
        this.settings = settings;
        attempts = new Attempts(settings.breaker);
    }

    @Override
    protected <R extends StoreResult> R around(Call<R> call) {
        Call<R> timed = settings.deadlines.on(call);
        Bulkhead bulkhead = settings.bulkhead;
        if (bulkhead == null) {
            return tried(timed);
        }
        bulkhead.enter(timed.request());
        try {
            return tried(timed);
        } finally {
            bulkhead.leave();
        }
    }

    private <R extends StoreResult> R tried(Call<R> call) {
        try {
            return attempts.attempt(call);
        } catch (StoreUnavailableException e) {
            return settings.retries.after(e, call, attempts::attempt, settings.breaker);
        }
    }

    @Override
    protected Optional<BulkStore> decorate(BulkStore below) {
        return Optional.of(new ResilientBulk(below, settings, attempts));
    }

    @Override
    public StoreRequest withDeadline(StoreRequest request) {
        return settings.deadlines.on(request);
    }

    @Override
    public void check(Operation operation) {
        if (settings.breaker.isRefusing()) {
            throw attempts.refused(operation.name());
        }
    }

    /** Operators' calls take their time and are not repeated; a ping is how to look behind an open breaker. */
    @Override
    protected <T> T aroundAdmin(String name, Supplier<T> call) {
        return name.equals("ping") ? call.get() : attempts.attempt(name, call);
    }

    @Override
    public String toString() {
        return "Resilience(" + delegate() + ")";
    }
}
