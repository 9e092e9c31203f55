package io.github.mem0j.testkit;

import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.AddResult;
import io.github.mem0j.store.BulkStore;
import io.github.mem0j.store.DeleteRequest;
import io.github.mem0j.store.DeleteResult;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.GetResult;
import io.github.mem0j.store.ListRequest;
import io.github.mem0j.store.ListResult;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.RelateRequest;
import io.github.mem0j.store.RelateResult;
import io.github.mem0j.store.RelatedRequest;
import io.github.mem0j.store.RelatedResult;
import io.github.mem0j.store.SearchRequest;
import io.github.mem0j.store.SearchResult;
import io.github.mem0j.store.StoreAdmin;
import io.github.mem0j.store.StoreRequest;
import io.github.mem0j.store.StoreResult;
import io.github.mem0j.store.UpdateRequest;
import io.github.mem0j.store.UpdateResult;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** A backend that stores nothing: it notes what it is asked and answers as it was told. Thread-safe. */
final class StubStore implements MemoryStore {
    private final List<StoreRequest> requests = new CopyOnWriteArrayList<>();
    private final AtomicInteger closes = new AtomicInteger();
    private final StubAdmin admin = new StubAdmin();
    private volatile Function<StoreRequest, StoreResult> answers;

    StubStore(Function<StoreRequest, StoreResult> answers) {
        this.answers = answers;
    }

    void answerBy(Function<StoreRequest, StoreResult> answers) {
        this.answers = answers;
    }

    void failWith(RuntimeException failure) {
        answers = request -> {
            throw failure;
        };
        admin.failWith(failure);
    }

    List<StoreRequest> requests() {
        return requests;
    }

    int closes() {
        return closes.get();
    }

    StubAdmin admin() {
        return admin;
    }

    private <R extends StoreResult> R answer(StoreRequest request, Class<R> type) {
        requests.add(request);
        return type.cast(answers.apply(request));
    }

    @Override
    public AddResult add(AddRequest request) {
        return answer(request, AddResult.class);
    }

    @Override
    public GetResult get(GetRequest request) {
        return answer(request, GetResult.class);
    }

    @Override
    public SearchResult search(SearchRequest request) {
        return answer(request, SearchResult.class);
    }

    @Override
    public ListResult list(ListRequest request) {
        return answer(request, ListResult.class);
    }

    @Override
    public UpdateResult update(UpdateRequest request) {
        return answer(request, UpdateResult.class);
    }

    @Override
    public DeleteResult delete(DeleteRequest request) {
        return answer(request, DeleteResult.class);
    }

    @Override
    public RelateResult relate(RelateRequest request) {
        return answer(request, RelateResult.class);
    }

    @Override
    public RelatedResult related(RelatedRequest request) {
        return answer(request, RelatedResult.class);
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        Object found = type == StoreAdmin.class ? admin : type == BulkStore.class ? BulkStore.oneByOne(this) : this;
        return type.isInstance(found) ? Optional.of(type.cast(found)) : Optional.empty();
    }

    @Override
    public void close() {
        closes.incrementAndGet();
    }

    @Override
    public String toString() {
        return "StubStore";
    }
}
