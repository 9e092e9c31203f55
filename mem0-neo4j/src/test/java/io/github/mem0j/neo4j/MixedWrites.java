package io.github.mem0j.neo4j;

import io.github.mem0j.model.Embedding;
import io.github.mem0j.model.MemoryChange;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.Metadata;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.model.Relation;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.DeleteRequest;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.RelateRequest;
import io.github.mem0j.store.ScanPage;
import io.github.mem0j.store.ScanRequest;
import io.github.mem0j.store.StoreAdmin;
import io.github.mem0j.store.UpdateRequest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.IntConsumer;

/** Adds, relations, updates, deletions, and additions under ids that may be deleted, of ten owners; the same each time. */
final class MixedWrites {
    private static final int OWNERS = 10;

    private final MemoryStore store;
    private final Random random = new Random(8);
    private final List<List<NewMemory>> all = new ArrayList<>();
    private int made;

    MixedWrites(MemoryStore store) {
        this.store = store;
        for (int i = 0; i < OWNERS; i++) {
            all.add(new ArrayList<>());
        }
    }

    /** So many more. Each succeeds, or this throws. */
    void make(int count, IntConsumer afterEach) {
        for (int i = 0; i < count; i++) {
            next(made++);
            afterEach.accept(i);
        }
    }

    private void next(int i) {
        MemoryScope owner = MemoryScope.user("user " + i % OWNERS);
        List<NewMemory> theirs = all.get(i % OWNERS);
        int kind = theirs.size() < 3 ? 0 : random.nextInt(10);
        if (kind < 4) {
            NewMemory added = NewMemory.of("text " + i, Embedding.of(1, i, 0));
            theirs.add(added);
            store.add(AddRequest.of(owner, Trial.SPACE, added));
            return;
        }
        int at = random.nextInt(theirs.size());
        NewMemory some = theirs.get(at);
        if (kind < 7) {
            NewMemory other = theirs.get((at + 1 + random.nextInt(theirs.size() - 1)) % theirs.size());
            store.relate(
                    RelateRequest.of(owner, Relation.of(some.id(), other.id()).withWeight(i)));
        } else if (kind < 8) {
            store.update(
                    UpdateRequest.of(owner, some.id(), MemoryChange.none().withMetadata(Metadata.of("n", (long) i))));
        } else if (kind < 9) {
            DeleteRequest delete = DeleteRequest.ids(owner, some.id());
            store.delete(i % 2 == 0 ? delete : delete.asHard());
        } else {
            store.add(AddRequest.of(owner, Trial.SPACE, some).withMode(AddRequest.Mode.UPSERT));
        }
    }

    /** Every node and every edge of a store, in an order of their own. */
    static List<String> everything(MemoryStore store) {
        List<String> found = new ArrayList<>();
        ScanRequest request = ScanRequest.all();
        ScanPage page;
        do {
            page = StoreAdmin.of(store).scan(request);
            page.memories().forEach(stored -> {
                found.add(stored.deduplicated() + " " + stored.memory());
                stored.relations().forEach(relation -> found.add(stored.memory().scope() + " " + relation));
            });
            request = request.after(page.next());
        } while (page.next() != null);
        Collections.sort(found);
        return found;
    }
}
