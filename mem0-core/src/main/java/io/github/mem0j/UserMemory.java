package io.github.mem0j;

import static java.util.Objects.requireNonNull;

import io.github.mem0j.async.AsyncCalls;
import io.github.mem0j.model.Memory;
import io.github.mem0j.model.MemoryChange;
import io.github.mem0j.model.MemoryFilter;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.model.Relation;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.AddResult;
import io.github.mem0j.store.Deadline;
import io.github.mem0j.store.DeleteRequest;
import io.github.mem0j.store.GetRequest;
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
import io.github.mem0j.store.UpdateResult;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The memories of one {@link MemoryScope}: text in, memories out. The scope is fixed, so that this can be handed to a
 * tool without fear for other users' memories. Made by {@link AgentMemory#forUser}. Safe for use by many threads.
 *
 * <p>Methods that take an operator let it refine the request: {@code search("tea", r -> r.withLimit(5))}. They throw
 * what the store throws, and what the embedder throws; nothing is stored then.
 */
public final class UserMemory {
    private final MemoryScope scope;
    private final MemoryStore store;
    private final TextEmbedding embedding;
    private final Supplier<AsyncCalls> calls;
    private final AtomicReference<@Nullable AsyncUserMemory> async = new AtomicReference<>();

    UserMemory(MemoryScope scope, MemoryStore store, TextEmbedding embedding, Supplier<AsyncCalls> calls) {
        this.scope = requireNonNull(scope, "scope");
        this.store = store;
        this.embedding = embedding;
        this.calls = calls;
    }

    public MemoryScope scope() {
        return scope;
    }

    /** Remembers a text, verbatim. Returns its id. */
    public UUID add(String text) {
        return add(MemoryText.of(text));
    }

    /** Remembers a text with its metadata, time and expiry. Returns its id. */
    public UUID add(MemoryText text) {
        return addAll(List.of(text)).ids().get(0);
    }

    /** Remembers several texts, all or none, embedding them together. */
    public AddResult addTexts(List<String> texts) {
        return addAll(texts.stream().map(MemoryText::of).toList());
    }

    /** Remembers messages of a conversation, all or none, with their roles, speakers and times. */
    public AddResult addMessages(List<ChatMessage> messages) {
        return addAll(messages.stream().map(ChatMessage::toMemoryText).toList());
    }

    public AddResult addAll(List<MemoryText> texts) {
        return addAll(texts, request -> request);
    }

    /** As {@link #addAll(List)}, refined: {@code addAll(texts, AddRequest::withDeduplication)}. */
    public AddResult addAll(List<MemoryText> texts, UnaryOperator<AddRequest> refine) {
        if (texts.isEmpty()) {
            throw new IllegalArgumentException("texts must not be empty");
        }
        List<NewMemory> memories = embedding.memories(texts);
        return store.add(refined(AddRequest.of(scope, embedding.space(), memories), refine));
    }

    /** The memories most similar to a question or remark, best first; ten at most. */
    public SearchResult search(String query) {
        return search(query, request -> request);
    }

    public SearchResult search(String query, int limit) {
        return search(query, request -> request.withLimit(limit));
    }

    public SearchResult search(String query, UnaryOperator<SearchRequest> refine) {
        return store.search(refined(SearchRequest.of(scope, embedding.space(), embedding.query(query)), refine));
    }

    public Optional<Memory> get(UUID id) {
        return store.get(GetRequest.of(scope, id)).memory(id);
    }

    /** Those that are there, in the order asked. */
    public List<Memory> get(List<UUID> ids) {
        return store.get(GetRequest.of(scope, ids)).memories();
    }

    /** The first page, newest first; {@link ListResult#next()} leads on: {@code list(r -> r.after(page.next()))}. */
    public ListResult list() {
        return list(request -> request);
    }

    public ListResult list(UnaryOperator<ListRequest> refine) {
        return store.list(refined(ListRequest.of(scope), refine));
    }

    /** How many memories there are in scope. */
    public long count() {
        return StoreAdmin.of(store).count(scope);
    }

    /** Replaces a memory's text, and its embedding with it. */
    public UpdateResult update(UUID id, String text) {
        Memory.requireText(text);
        return new TextUpdate(scope, store, embedding).run(id, text, MemoryChange.none());
    }

    /** Changes metadata or expiry; where that changes what is embedded, the memory is embedded anew. */
    public UpdateResult update(UUID id, MemoryChange change) {
        return new TextUpdate(scope, store, embedding).run(id, null, change);
    }

    /** Whether there was such a memory to delete. */
    public boolean delete(UUID id) {
        return delete(DeleteRequest.ids(scope, id)) > 0;
    }

    /** Deletes what matches; returns how many. */
    public long delete(MemoryFilter filter) {
        return delete(DeleteRequest.matching(scope, filter));
    }

    /** Hides everything in scope; returns how many. To remove it for good, {@link #erase}. */
    public long deleteAll() {
        return delete(DeleteRequest.everything(scope));
    }

    private long delete(DeleteRequest request) {
        return store.delete(request).count();
    }

    /** Removes everything in scope for good, from backend, caches and companions; returns how many live ones. */
    public long erase() {
        return StoreAdmin.of(store).erase(scope);
    }

    /** Ties two memories together; false if one of them is not there. */
    public boolean relate(UUID from, UUID to) {
        return relate(List.of(Relation.of(from, to))).outcomes().get(0) == RelateResult.Outcome.APPLIED;
    }

    public RelateResult relate(List<Relation> relations) {
        return store.relate(RelateRequest.of(scope, relations));
    }

    /** What is up to two steps from a memory, nearest first; ten at most. */
    public RelatedResult related(UUID id) {
        return related(id, request -> request);
    }

    public RelatedResult related(UUID id, UnaryOperator<RelatedRequest> refine) {
        return store.related(refined(RelatedRequest.of(scope, id), refine));
    }

    /** The same as futures, on the executor of the {@link AgentMemory}; always the same object. */
    public AsyncUserMemory async() {
        AsyncUserMemory made = async.get();
        if (made != null) {
            return made;
        }
        AsyncUserMemory mine = new AsyncUserMemory(this, calls.get().ordered());
        return async.compareAndSet(null, mine) ? mine : requireNonNull(async.get());
    }

    /** The same, for a call that ends by then. */
    UserMemory until(Deadline deadline) {
        return new UserMemory(scope, new UntilStore(store, deadline), embedding, calls);
    }

    /** A refinement may change all of a request but whose it is. */
    private <R extends StoreRequest> R refined(R request, UnaryOperator<R> refine) {
        R refined = refine.apply(request);
        if (!refined.scope().equals(scope)) {
            throw new IllegalArgumentException(
                    "the refined request has another scope than this UserMemory; use forUser for that scope");
        }
        return refined;
    }

    @Override
    public String toString() {
        return "UserMemory[" + scope.ownerKey() + "]";
    }
}
