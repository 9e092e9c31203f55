package io.github.mem0j.testkit;

import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.AddResult;
import io.github.mem0j.store.DeleteRequest;
import io.github.mem0j.store.DeleteResult;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.GetResult;
import io.github.mem0j.store.Limits;
import io.github.mem0j.store.ListRequest;
import io.github.mem0j.store.ListResult;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.Provenance;
import io.github.mem0j.store.RelateRequest;
import io.github.mem0j.store.RelateResult;
import io.github.mem0j.store.RelatedRequest;
import io.github.mem0j.store.RelatedResult;
import io.github.mem0j.store.SearchRequest;
import io.github.mem0j.store.SearchResult;
import io.github.mem0j.store.StoreAdmin;
import io.github.mem0j.store.StoreRejectedException;
import io.github.mem0j.store.StoreRejectedException.Reason;
import io.github.mem0j.store.StoreRequest;
import io.github.mem0j.store.UpdateRequest;
import io.github.mem0j.store.UpdateResult;
import java.time.Clock;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * The rules of a {@link MemoryStore} written down as plainly as possible, to hold other stores against: one lock, one
 * map, everything looked through and sorted anew for each answer. It shares no code with the embedded store, so that
 * the two do not share mistakes.
 *
 * <p>Thread-safe. Not for production: every operation takes time in proportion to all that is stored, or to its square.
 *
 * <pre>{@code
 * DifferentialRun.between(NaiveMemoryStore.create(clock), myStore, clock).withSeed(1).run();
 * }</pre>
 */
public final class NaiveMemoryStore implements MemoryStore {
    static final Provenance HERE = Provenance.of("naive");

    private final ReentrantLock lock = new ReentrantLock();
    private final Limits limits;
    private final NaiveReads reads;
    private final NaiveWrites writes;
    private final NaiveAdmin admin;
    private final NaiveSpace space = new NaiveSpace();
    private boolean closed;

    private NaiveMemoryStore(Clock clock, Limits limits) {
        NaiveRows rows = new NaiveRows(clock);
        this.limits = Objects.requireNonNull(limits, "limits");
        this.reads = new NaiveReads(rows);
        this.writes = new NaiveWrites(rows, limits);
        this.admin = new NaiveAdmin(rows, space, this::exclusively);
    }

    /** With {@link Limits#DEFAULT}. */
    public static NaiveMemoryStore create(Clock clock) {
        return of(clock, Limits.DEFAULT);
    }

    public static NaiveMemoryStore of(Clock clock, Limits limits) {
        return new NaiveMemoryStore(Objects.requireNonNull(clock, "clock"), limits);
    }

    @Override
    public AddResult add(AddRequest request) {
        return answer(request, () -> {
            limits.check(request);
            space.claim(request.space());
            return writes.add(request);
        });
    }

    @Override
    public GetResult get(GetRequest request) {
        return answer(request, () -> reads.get(request));
    }

    @Override
    public SearchResult search(SearchRequest request) {
        return answer(request, () -> {
            space.require(request.space());
            return reads.search(request);
        });
    }

    @Override
    public ListResult list(ListRequest request) {
        return answer(request, () -> reads.list(request));
    }

    @Override
    public UpdateResult update(UpdateRequest request) {
        return answer(request, () -> {
            limits.check(request);
            if (request.space() != null) {
                space.require(request.space());
            }
            return writes.update(request);
        });
    }

    @Override
    public DeleteResult delete(DeleteRequest request) {
        return answer(request, () -> writes.delete(request));
    }

    @Override
    public RelateResult relate(RelateRequest request) {
        return answer(request, () -> {
            limits.check(request);
            return writes.relate(request);
        });
    }

    @Override
    public RelatedResult related(RelatedRequest request) {
        return answer(request, () -> reads.related(request));
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        if (type.isInstance(this)) {
            return Optional.of(type.cast(this));
        }
        return type == StoreAdmin.class ? Optional.of(type.cast(admin)) : Optional.empty();
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String toString() {
        return "NaiveMemoryStore";
    }

    private <R> R answer(StoreRequest request, Supplier<R> body) {
        Objects.requireNonNull(request, "request");
        return exclusively(() -> {
            if (request.deadline() != null) {
                request.deadline().check(request.operation());
            }
            return body.get();
        });
    }

    private <R> R exclusively(Supplier<R> body) {
        lock.lock();
        try {
            if (closed) {
                throw new StoreRejectedException(Reason.CLOSED, "the store is closed; make a new one");
            }
            return body.get();
        } finally {
            lock.unlock();
        }
    }
}
