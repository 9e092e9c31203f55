package io.github.mem0j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mem0j.model.Embedding;
import io.github.mem0j.model.EmbeddingSpace;
import io.github.mem0j.model.Memory;
import io.github.mem0j.model.MemoryChange;
import io.github.mem0j.model.MemoryFilter;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.model.Relation;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.AddResult;
import io.github.mem0j.store.DeleteRequest;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.Limits;
import io.github.mem0j.store.ListRequest;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.RelateRequest;
import io.github.mem0j.store.RelateResult;
import io.github.mem0j.store.RelatedRequest;
import io.github.mem0j.store.RelatedResult;
import io.github.mem0j.store.ScanPage;
import io.github.mem0j.store.ScanRequest;
import io.github.mem0j.store.SearchRequest;
import io.github.mem0j.store.SearchResult;
import io.github.mem0j.store.StoreAdmin;
import io.github.mem0j.store.StoreRejectedException;
import io.github.mem0j.store.StoredMemory;
import io.github.mem0j.store.UpdateRequest;
import io.github.mem0j.store.UpdateResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/**
 * What every group of the contract works with: a store that is empty when a test begins, its clock, what may differ
 * between backends, and short ways to say what tests say often.
 */
public interface ContractFixture {
    /** What the contract's embeddings belong to. */
    EmbeddingSpace SPACE = new EmbeddingSpace("contract-model", 8);

    /** Low enough to be passed by a test in passing. */
    Limits LIMITS = new Limits(8_192, 4_096, 1_200);

    /** More than any test stores; who has seen as many is going in circles. */
    int MANY = 10_000;

    MemoryStore store();

    ManualClock clock();

    /**
     * How far a score may be from its mathematical value. Backends compute in single precision, or answer through a
     * text protocol; none has a reason to be further off than this default.
     */
    default double scoreTolerance() {
        return 1e-6;
    }

    /**
     * Whether the store still knows deleted memories' versions, expired memories until they are purged, and its space
     * when no memory is left. A store that is reloaded from an export does not: exports hold live memories only.
     */
    default boolean keepsHiddenMemories() {
        return true;
    }

    default StoreAdmin admin() {
        return StoreAdmin.of(store());
    }

    /** A user nobody has used before. */
    default MemoryScope someone() {
        return MemoryScope.user("user-" + UUID.randomUUID());
    }

    /** These components, and zeros for the rest. */
    default Embedding vector(float... leading) {
        return Embedding.of(Arrays.copyOf(leading, SPACE.dimensions()));
    }

    default NewMemory memory(String text) {
        return memory(text, 1);
    }

    default NewMemory memory(String text, float... leading) {
        return NewMemory.of(text, vector(leading));
    }

    default AddResult add(MemoryScope scope, NewMemory... memories) {
        return store().add(AddRequest.of(scope, SPACE, memories));
    }

    default AddResult upsert(MemoryScope scope, NewMemory... memories) {
        return store().add(AddRequest.of(scope, SPACE, memories).withMode(AddRequest.Mode.UPSERT));
    }

    /** Adds with deduplication. */
    default AddResult addOnce(MemoryScope scope, NewMemory... memories) {
        return store().add(AddRequest.of(scope, SPACE, memories).withDeduplication());
    }

    /** Adds one memory and returns its id. */
    default UUID remember(MemoryScope scope, String text) {
        return remember(scope, memory(text));
    }

    default UUID remember(MemoryScope scope, NewMemory memory) {
        assertThat(add(scope, memory).ids()).containsExactly(memory.id());
        return memory.id();
    }

    /** The memory, with its embedding; fails if it is absent. */
    default Memory read(MemoryScope scope, UUID id) {
        List<Memory> found =
                store().get(GetRequest.of(scope, id).includingEmbeddings()).memories();
        assertThat(found).as("memory %s within %s", id, scope).hasSize(1);
        return found.get(0);
    }

    default boolean isThere(MemoryScope scope, UUID id) {
        return !store().get(GetRequest.of(scope, id)).memories().isEmpty();
    }

    default List<UUID> list(MemoryScope scope) {
        return list(scope, MemoryFilter.all());
    }

    default List<UUID> list(MemoryScope scope, MemoryFilter filter) {
        return ids(store().list(ListRequest.of(scope).withFilter(filter).withLimit(1_000))
                .memories());
    }

    /** All within scope by similarity to the first axis, or to whatever {@code leading} says. */
    default List<SearchResult.Hit> search(MemoryScope scope, float... leading) {
        return store().search(searchFor(scope, leading)).hits();
    }

    default SearchRequest searchFor(MemoryScope scope, float... leading) {
        return SearchRequest.of(scope, SPACE, leading.length == 0 ? vector(1) : vector(leading))
                .withLimit(1_000);
    }

    /** What an add should have answered of the memory that is there now: with the times that are stored. */
    default AddResult.Item item(MemoryScope scope, UUID id, AddResult.Outcome outcome, long version) {
        Memory stored = read(scope, id);
        return new AddResult.Item(id, outcome, version, stored.createdAt(), stored.updatedAt());
    }

    default UpdateResult update(MemoryScope scope, UUID id, MemoryChange change) {
        return store().update(UpdateRequest.of(scope, id, SPACE, change));
    }

    default long delete(MemoryScope scope, UUID... ids) {
        return store().delete(DeleteRequest.ids(scope, ids)).count();
    }

    default List<RelateResult.Outcome> relate(MemoryScope scope, Relation... relations) {
        return store().relate(RelateRequest.of(scope, relations)).outcomes();
    }

    /** As far and as many as one walk goes. */
    default RelatedResult walk(MemoryScope scope, UUID from) {
        return store().related(RelatedRequest.of(scope, from).withDepth(5).withLimit(1_000));
    }

    default List<UUID> related(MemoryScope scope, UUID from) {
        return ids(walk(scope, from).memories());
    }

    /** All that the store holds. */
    default List<StoredMemory> scan() {
        return scan(ScanRequest.all());
    }

    /** From the request's page to the last one. */
    default List<StoredMemory> scan(ScanRequest request) {
        List<StoredMemory> all = new ArrayList<>();
        ScanRequest next = request;
        while (true) {
            ScanPage page = admin().scan(next);
            all.addAll(page.memories());
            assertThat(all).as("scan without end").hasSizeLessThan(MANY);
            if (page.next() == null) {
                return all;
            }
            next = next.after(page.next());
        }
    }

    /** Relations that start from a memory. */
    default List<Relation> relationsFrom(MemoryScope scope, UUID id) {
        return scan(ScanRequest.of(scope)).stream()
                .filter(stored -> stored.memory().id().equals(id))
                .flatMap(stored -> stored.relations().stream())
                .toList();
    }

    default List<UUID> ids(List<Memory> memories) {
        return memories.stream().map(Memory::id).toList();
    }

    /** The store refuses, with this reason and these words. */
    default void assertRejected(StoreRejectedException.Reason reason, ThrowingCallable call, String... words) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StoreRejectedException.class,
                        refusal -> assertThat(refusal.reason()).isEqualTo(reason))
                .satisfies(refusal -> assertSays(refusal, words));
    }

    /** A request or value refuses to come into being, with these words, and so nothing is stored. */
    default void assertMistake(ThrowingCallable call, String... words) {
        assertThatThrownBy(call)
                .isInstanceOfAny(IllegalArgumentException.class, NullPointerException.class)
                .satisfies(mistake -> assertSays(mistake, words));
        assertThat(admin().count()).as("stored memories").isZero();
    }

    private static void assertSays(Throwable thrown, String... words) {
        assertThat(thrown).message().isNotBlank();
        assertThat(List.of(words)).allSatisfy(word -> assertThat(thrown).hasMessageContaining(word));
    }
}
