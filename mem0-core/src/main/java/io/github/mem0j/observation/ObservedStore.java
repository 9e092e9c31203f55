package io.github.mem0j.observation;

import io.github.mem0j.layer.Call;
import io.github.mem0j.layer.InterceptingMemoryStore;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.AddResult;
import io.github.mem0j.store.BulkOutcome;
import io.github.mem0j.store.BulkStore;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.GetResult;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.Provenance;
import io.github.mem0j.store.StoreRequest;
import io.github.mem0j.store.StoreResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The layer of an {@link Observation}. Calls meet no lock in it. */
final class ObservedStore extends InterceptingMemoryStore implements ObservationAdmin {
    private final Observation settings;
    private final SlowLog slowLog;
    private volatile Period period;

    ObservedStore(MemoryStore inner, Observation settings) {
        super(inner);
        this.settings = settings;
        slowLog = new SlowLog(settings.slowLogEveryNanos);
        period = new Period(settings.nanoTime.getAsLong());
    }

    @Override
    protected <R extends StoreResult> R around(Call<R> call) {
        return observed(Period.name(call.operation()), call.request(), call::proceed);
    }

    @Override
    protected <T> T aroundAdmin(String name, Supplier<T> call) {
        return observed(name, null, call);
    }

    /** Calls of many requests are observed as one, by their method's name. */
    @Override
    protected Optional<BulkStore> decorate(BulkStore below) {
        return Optional.of(new BulkStore() {
            @Override
            public List<BulkOutcome<AddResult>> addAll(List<AddRequest> requests) {
                return observed("addAll", null, () -> below.addAll(requests));
            }

            @Override
            public List<BulkOutcome<GetResult>> getAll(List<GetRequest> requests) {
                return observed("getAll", null, () -> below.getAll(requests));
            }
        });
    }

    private <T> T observed(String operation, @Nullable StoreRequest request, Supplier<T> below) {
        long start = settings.nanoTime.getAsLong();
        Frame frame = Frame.enter(settings.slowNanos);
        T answer;
        try {
            answer = below.get();
        } catch (Throwable failure) {
            ended(frame, start, operation, request, CallOutcome.of(failure), null);
            throw failure;
        }
        ended(frame, start, operation, request, CallOutcome.ANSWERED, answer);
        return answer;
    }

    private void ended(
            Frame frame,
            long start,
            String operation,
            @Nullable StoreRequest request,
            CallOutcome outcome,
            @Nullable Object answer) {
        long now = settings.nanoTime.getAsLong();
        long nanos = now - start;
        frame.leave(settings.name, nanos);
        Provenance provenance = answer instanceof StoreResult result ? result.provenance() : null;
        boolean slow = nanos >= settings.slowNanos;
        boolean degraded = provenance != null && !provenance.degradations().isEmpty();
        period.recorder(operation).record(outcome, nanos, degraded, slow);
        boolean logged = slow && !frame.isLoggedOutside(nanos);
        if (!logged && settings.listeners.isEmpty()) {
            return;
        }
        OperationEvent event = new OperationEvent(
                settings.name,
                operation,
                nanos,
                outcome,
                provenance == null ? null : provenance.source(),
                provenance == null ? Duration.ZERO : provenance.age(),
                provenance == null ? Set.of() : provenance.degradations(),
                Counts.asked(request),
                Counts.items(answer),
                frame.inside());
        if (logged) {
            slowLog.slow(settings.isNamed ? settings.name + ": " : "", event, now);
        }
        settings.listeners.tell(event);
    }

    @Override
    public List<ObservationStatistics> statistics() {
        List<ObservationStatistics> all = new ArrayList<>();
        all.add(period.statistics(settings.name, settings.nanoTime.getAsLong()));
        delegate().unwrap(ObservationAdmin.class).ifPresent(below -> all.addAll(below.statistics()));
        return all;
    }

    @Override
    public void reset() {
        period = new Period(settings.nanoTime.getAsLong());
        delegate().unwrap(ObservationAdmin.class).ifPresent(ObservationAdmin::reset);
    }

    @Override
    public String toString() {
        return (settings.isNamed ? "Observation[" + settings.name + "](" : "Observation(") + delegate() + ")";
    }
}
