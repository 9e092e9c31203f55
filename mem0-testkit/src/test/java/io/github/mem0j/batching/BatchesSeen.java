package io.github.mem0j.batching;

import io.github.mem0j.layer.ForwardingMemoryStore;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.AddResult;
import io.github.mem0j.store.BulkOutcome;
import io.github.mem0j.store.BulkStore;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.GetResult;
import io.github.mem0j.store.MemoryStore;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Notes each call that comes down, single or bulk, and in which thread; passes all on. Thread-safe. */
final class BatchesSeen extends ForwardingMemoryStore {
    final List<List<AddRequest>> adds = new CopyOnWriteArrayList<>();
    final List<Thread> threads = new CopyOnWriteArrayList<>();
    volatile RuntimeException bug;

    BatchesSeen(MemoryStore below) {
        super(below);
    }

    @Override
    public AddResult add(AddRequest request) {
        note(List.of(request));
        return super.add(request);
    }

    private void note(List<AddRequest> requests) {
        adds.add(List.copyOf(requests));
        threads.add(Thread.currentThread());
    }

    @Override
    protected Optional<BulkStore> decorate(BulkStore below) {
        return Optional.of(new BulkStore() {
            @Override
            public List<BulkOutcome<AddResult>> addAll(List<AddRequest> requests) {
                note(requests);
                if (bug != null) {
                    throw bug;
                }
                return below.addAll(requests);
            }

            @Override
            public List<BulkOutcome<GetResult>> getAll(List<GetRequest> requests) {
                return below.getAll(requests);
            }
        });
    }
}
