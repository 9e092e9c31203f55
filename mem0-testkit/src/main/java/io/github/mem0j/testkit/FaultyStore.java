package io.github.mem0j.testkit;

import io.github.mem0j.layer.Call;
import io.github.mem0j.layer.InterceptingMemoryStore;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.AddResult;
import io.github.mem0j.store.BulkOutcome;
import io.github.mem0j.store.BulkStore;
import io.github.mem0j.store.Deadline;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.GetResult;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.MemoryStoreException;
import io.github.mem0j.store.Operation;
import io.github.mem0j.store.StoreCorruptedException;
import io.github.mem0j.store.StoreRejectedException;
import io.github.mem0j.store.StoreRequest;
import io.github.mem0j.store.StoreResult;
import io.github.mem0j.store.StoreUnavailableException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A store that fails as told, to see how what is above it copes; without a {@link Fault} it only passes on.
 * Thread-safe: a fault may be set while calls are under way, and holds for those that arrive after it.
 *
 * <pre>{@code
 * FaultyStore faulty = FaultyStore.over(EmbeddedMemoryStore.create());
 * faulty.inject(Fault.HANG, Operation.SEARCH);
 * Future<SearchResult> search = executor.submit(() -> stack.search(searchRequest));
 * faulty.awaitHanging(1, Duration.ofSeconds(10)); // no sleeping in tests
 * faulty.release();
 * }</pre>
 *
 * <p>Calls of the {@link io.github.mem0j.store.StoreAdmin} meet the faults that are set for all operations.
 */
public final class FaultyStore extends InterceptingMemoryStore {
    /** Deadlines may be on a clock of their own, such as a {@link ManualClock}, so they are looked at this often. */
    private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final FaultPlan plan = new FaultPlan();
    private Duration delay = Duration.ofMillis(50);
    private int hanging;
    private long releases;

    private FaultyStore(MemoryStore inner) {
        super(inner);
    }

    public static FaultyStore over(MemoryStore inner) {
        return new FaultyStore(inner);
    }

    /** From now on this happens to the operations given; with none given to all, and to admin calls. */
    public FaultyStore inject(Fault fault, Operation... operations) {
        return injectNext(FaultPlan.ALWAYS, fault, operations);
    }

    /**
     * As {@link #inject}, for the next {@code times} calls only; then all is well again.
     *
     * @param times at least 1; the operations use them up together
     */
    public FaultyStore injectNext(int times, Fault fault, Operation... operations) {
        if (times < 1) {
            throw new IllegalArgumentException("times must be at least 1, but is " + times);
        }
        Objects.requireNonNull(fault, "fault");
        return locked(() -> {
            if (operations.length == 0) {
                plan.setAll(fault, times);
            } else {
                plan.set(fault, times, List.of(operations));
            }
            return this;
        });
    }

    /** How long {@link Fault#SLOW} takes; 50 ms unless set. */
    public FaultyStore slowBy(Duration delay) {
        return locked(() -> {
            this.delay = Objects.requireNonNull(delay, "delay");
            return this;
        });
    }

    /** No more faults; callers that wait go on at once. */
    public void heal() {
        inject(Fault.NONE);
        release();
    }

    /** Lets all callers that wait now go on, to the store below. The fault stays for later ones. */
    public void release() {
        locked(() -> {
            releases++;
            changed.signalAll();
            return releases;
        });
    }

    /** How many callers {@link Fault#HANG} and {@link Fault#SLOW} keep waiting at this moment. */
    public int hanging() {
        return locked(() -> hanging);
    }

    /**
     * Waits until at least {@code callers} hang.
     *
     * @throws AssertionError if they do not within {@code timeout}
     */
    public void awaitHanging(int callers, Duration timeout) throws InterruptedException {
        lock.lock();
        try {
            long left = timeout.toNanos();
            while (hanging < callers) {
                if (left <= 0) {
                    throw new AssertionError("after " + timeout + " only " + hanging + " callers hang, not " + callers);
                }
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    protected <R extends StoreResult> R around(Call<R> call) {
        Fault fault = locked(() -> plan.next(call.operation()));
        return meet(fault, call.operation().name(), call.request().deadline(), call::proceed);
    }

    @Override
    protected <T> T aroundAdmin(String name, Supplier<T> call) {
        return meet(locked(plan::nextAdmin), name, null, call);
    }

    /** One call, which meets one fault, whatever is in it. */
    @Override
    protected Optional<BulkStore> decorate(BulkStore below) {
        return Optional.of(new BulkStore() {
            @Override
            public List<BulkOutcome<AddResult>> addAll(List<AddRequest> requests) {
                return bulk(Operation.ADD, requests, () -> below.addAll(requests));
            }

            @Override
            public List<BulkOutcome<GetResult>> getAll(List<GetRequest> requests) {
                return bulk(Operation.GET, requests, () -> below.getAll(requests));
            }
        });
    }

    private <R extends StoreResult> List<BulkOutcome<R>> bulk(
            Operation operation, List<? extends StoreRequest> requests, Supplier<List<BulkOutcome<R>>> below) {
        Fault fault = locked(() -> plan.next(operation));
        Deadline latest = null;
        for (StoreRequest request : requests) {
            Deadline deadline = request.deadline();
            if (deadline == null) {
                latest = null;
                break;
            }
            latest = latest == null ? deadline : latest.orLater(deadline);
        }
        try {
            return meet(fault, operation.name(), latest, below);
        } catch (MemoryStoreException e) {
            return Collections.nCopies(requests.size(), BulkOutcome.failed(e));
        }
    }

    /** Closes the store below; then callers that wait go on and find it closed. */
    @Override
    public void close() {
        try {
            super.close();
        } finally {
            release();
        }
    }

    private <T> T meet(Fault fault, String call, @Nullable Deadline deadline, Supplier<T> below) {
        return switch (fault) {
            case NONE -> below.get();
            case UNAVAILABLE ->
                throw StoreUnavailableException.notApplied(call + " meets an injected UNAVAILABLE", null);
            case FAIL_AFTER_WRITE -> {
                T lost = below.get();
                throw StoreUnavailableException.unknown(
                        call + " meets an injected FAIL_AFTER_WRITE; lost: "
                                + lost.getClass().getSimpleName(),
                        null);
            }
            case SLOW -> {
                hold(call, deadline, locked(() -> delay).toNanos());
                yield below.get();
            }
            case HANG -> {
                hold(call, deadline, Long.MAX_VALUE);
                yield below.get();
            }
            case REJECTED ->
                throw new StoreRejectedException(
                        StoreRejectedException.Reason.UNSUPPORTED, call + " meets an injected REJECTED");
            case CORRUPTED -> throw new StoreCorruptedException(call + " meets an injected CORRUPTED", null);
        };
    }

    /** Waits for {@code nanos} or a release; past the deadline, or interrupted, the call ends without having run. */
    private void hold(String call, @Nullable Deadline deadline, long nanos) {
        lock.lock();
        try {
            long seen = releases;
            hanging++;
            changed.signalAll();
            try {
                long left = nanos;
                while (left > 0 && releases == seen) {
                    if (deadline != null && deadline.isPassed()) {
                        throw StoreUnavailableException.notApplied(call + " hung until its deadline", null);
                    }
                    long slice = deadline == null
                            ? left
                            : Math.min(left, Math.min(deadline.remainingNanos(), LOOK_AGAIN_NANOS));
                    left -= slice - changed.awaitNanos(slice);
                }
            } finally {
                hanging--;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw StoreUnavailableException.notApplied(call + " was interrupted while it hung", e);
        } finally {
            lock.unlock();
        }
    }

    private <T> T locked(Supplier<T> body) {
        lock.lock();
        try {
            return body.get();
        } finally {
            lock.unlock();
        }
    }
}
