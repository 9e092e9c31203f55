package io.github.mem0j.micrometer;

import io.github.mem0j.layer.Call;
import io.github.mem0j.layer.InterceptingMemoryStore;
import io.github.mem0j.observation.CallOutcome;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.AddResult;
import io.github.mem0j.store.BulkOutcome;
import io.github.mem0j.store.BulkStore;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.GetResult;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.StoreResult;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The layer that {@link ObservedCalls} describes. */
final class ObservedCallsStore extends InterceptingMemoryStore {
    private static final Logger log = LoggerFactory.getLogger(ObservedCalls.class);

    private final ObservationRegistry registry;
    private final String name;
    private final AtomicBoolean complained = new AtomicBoolean();

    ObservedCallsStore(MemoryStore inner, ObservationRegistry registry, String name) {
        super(inner);
        this.registry = registry;
        this.name = name;
    }

    @Override
    protected <R extends StoreResult> R around(Call<R> call) {
        return observed(OperationMeters.lower(call.operation()), call::proceed);
    }

    @Override
    protected <T> T aroundAdmin(String operation, Supplier<T> call) {
        return observed(operation, call);
    }

    /** Calls of many requests are observed as one, by their method's name. */
    @Override
    protected Optional<BulkStore> decorate(BulkStore below) {
        return Optional.of(new BulkStore() {
            @Override
            public List<BulkOutcome<AddResult>> addAll(List<AddRequest> requests) {
                return observed("addAll", () -> below.addAll(requests));
            }

            @Override
            public List<BulkOutcome<GetResult>> getAll(List<GetRequest> requests) {
                return observed("getAll", () -> below.getAll(requests));
            }
        });
    }

    private <T> T observed(String operation, Supplier<T> below) {
        Observation observation = Observation.createNotStarted("mem0.call", registry)
                .contextualName("mem0 " + operation)
                .lowCardinalityKeyValue("op", operation)
                .lowCardinalityKeyValue("observation", name);
        Observation.@Nullable Scope around = registry.getCurrentObservationScope();
        quietly(observation::start);
        Observation.Scope scope = opened(observation);
        T answer;
        try {
            answer = below.get();
        } catch (Throwable failure) {
            quietly(() -> observation.error(failure));
            ended(observation, scope, around, CallOutcome.of(failure), null);
            throw failure;
        }
        ended(observation, scope, around, CallOutcome.ANSWERED, answer);
        return answer;
    }

    private void ended(
            Observation observation,
            Observation.Scope scope,
            Observation.@Nullable Scope around,
            CallOutcome outcome,
            @Nullable Object answer) {
        StoreResult result = answer instanceof StoreResult of ? of : null;
        boolean degraded = result != null && !result.provenance().degradations().isEmpty();
        quietly(() -> observation
                .lowCardinalityKeyValue("outcome", OperationMeters.lower(outcome))
                .lowCardinalityKeyValue(
                        "source", result == null ? "none" : result.provenance().source())
                .lowCardinalityKeyValue("degraded", String.valueOf(degraded)));
        quietly(scope::close);
        if (registry.getCurrentObservationScope() != around) { // a handler failed while it was opened or closed
            registry.setCurrentObservationScope(around);
        }
        quietly(observation::stop);
    }

    private Observation.Scope opened(Observation observation) {
        try {
            return observation.openScope();
        } catch (RuntimeException e) {
            complain(e);
            return Observation.Scope.NOOP;
        }
    }

    private void quietly(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            complain(e);
        }
    }

    /** The call may be a write that was applied: what handlers throw must not hide that. */
    private void complain(RuntimeException failure) {
        if (complained.compareAndSet(false, true)) {
            log.warn(
                    "a handler of observations failed, which is said only once: {}",
                    failure.getClass().getName());
        }
    }

    @Override
    public String toString() {
        return "ObservedCalls(" + delegate() + ")";
    }
}
