package io.github.mem0j.cache;

import io.github.mem0j.layer.Call;
import io.github.mem0j.layer.ForwardingMemoryStore;
import io.github.mem0j.layer.InterceptingMemoryStore;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.StoreResult;
import io.github.mem0j.store.StoreUnavailableException;
import io.github.mem0j.store.WriteRequest;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/** What lies between a {@link SetRig}'s working set and its database. */
final class SetLayers {
    private SetLayers() {}

    /** Says that it has a feed. */
    static final class Fed extends ForwardingMemoryStore {
        private final InvalidationFeed feed;

        Fed(MemoryStore below, InvalidationFeed feed) {
            super(below);
            this.feed = feed;
        }

        @Override
        public <T> Optional<T> unwrap(Class<T> type) {
            return type == InvalidationFeed.class ? Optional.of(type.cast(feed)) : super.unwrap(type);
        }
    }

    /** Fails the next write once it is told to, with its outcome unknown. */
    static final class Failing extends InterceptingMemoryStore {
        private final AtomicBoolean failing;

        Failing(MemoryStore below, AtomicBoolean failing) {
            super(below);
            this.failing = failing;
        }

        @Override
        protected <R extends StoreResult> R around(Call<R> call) {
            if (call.request() instanceof WriteRequest && failing.getAndSet(false)) {
                throw StoreUnavailableException.unknown("the connection broke", null);
            }
            return call.proceed();
        }
    }

    /** Tells of this JVM's writes, on their thread, before and after each, as a Redis cache does. */
    static final class Told extends InterceptingMemoryStore {
        private final List<HandFeed> hearers;
        private final AtomicReference<LocalStops.Stop> begun;
        private final AtomicReference<LocalStops.Stop> committed;

        Told(
                MemoryStore below,
                List<HandFeed> hearers,
                AtomicReference<LocalStops.Stop> begun,
                AtomicReference<LocalStops.Stop> committed) {
            super(below);
            this.hearers = hearers;
            this.begun = begun;
            this.committed = committed;
        }

        @Override
        protected <R extends StoreResult> R around(Call<R> call) {
            if (!(call.request() instanceof WriteRequest write)) {
                return call.proceed();
            }
            MemoryScope owner = write.scope().owner();
            int generations = Generation.endedBy(write);
            hearers.forEach(hearer -> hearer.end(owner, generations));
            try {
                hold(begun);
                R result = call.proceed();
                hold(committed);
                return result;
            } finally {
                hearers.forEach(hearer -> hearer.end(owner, generations));
            }
        }

        private static void hold(AtomicReference<LocalStops.Stop> next) {
            LocalStops.Stop stop = next.getAndSet(null);
            if (stop != null) {
                stop.hold();
            }
        }
    }
}
