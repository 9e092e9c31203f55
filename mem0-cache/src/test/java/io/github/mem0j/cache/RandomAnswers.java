package io.github.mem0j.cache;

import io.github.mem0j.model.Memory;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.GetResult;
import io.github.mem0j.store.ListCursor;
import io.github.mem0j.store.ListRequest;
import io.github.mem0j.store.ListResult;
import io.github.mem0j.store.Operation;
import io.github.mem0j.store.Provenance;
import io.github.mem0j.store.ReadRequest;
import io.github.mem0j.store.RelatedRequest;
import io.github.mem0j.store.RelatedResult;
import io.github.mem0j.store.SearchRequest;
import io.github.mem0j.store.SearchResult;
import io.github.mem0j.store.StoreResult;
import io.github.mem0j.testkit.ManualClock;
import io.github.mem0j.testkit.RandomData;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** Read requests and answers that a store might give to them; the same seed gives the same. */
final class RandomAnswers {
    static final Provenance PROVENANCE = Provenance.of("test");

    private static final List<Operation> READS =
            List.of(Operation.GET, Operation.SEARCH, Operation.LIST, Operation.RELATED);

    private final RandomData random;

    RandomAnswers(long seed) {
        random = RandomData.seeded(seed, ManualClock.create());
    }

    ReadRequest request() {
        return request(random.pick(READS));
    }

    ReadRequest request(Operation operation) {
        ReadRequest request = (ReadRequest) random.request(operation);
        if (request instanceof ListRequest list && random.chance(2)) {
            return list.after(ListCursor.after(memory(list.scope(), false), list));
        }
        return request;
    }

    StoreResult answer(ReadRequest request) {
        MemoryScope scope = request.scope();
        if (request instanceof GetRequest get) {
            List<Memory> memories = get.ids().stream()
                    .filter(id -> !random.chance(4))
                    .map(id -> memory(id, scope, get.withEmbeddings()))
                    .toList();
            return new GetResult(memories, PROVENANCE);
        } else if (request instanceof SearchRequest search) {
            List<SearchResult.Hit> hits = memories(scope, search.limit(), search.withEmbeddings())
                    .map(memory -> new SearchResult.Hit(memory, random.fraction()))
                    .toList();
            return new SearchResult(hits, PROVENANCE);
        } else if (request instanceof ListRequest list) {
            List<Memory> memories =
                    memories(scope, list.limit(), list.withEmbeddings()).toList();
            boolean last = memories.isEmpty() || random.chance(2);
            return new ListResult(
                    memories, last ? null : ListCursor.after(memories.get(memories.size() - 1), list), PROVENANCE);
        } else {
            RelatedRequest related = (RelatedRequest) request;
            List<RelatedResult.Node> nodes = memories(scope, related.limit(), related.withEmbeddings())
                    .map(memory -> new RelatedResult.Node(memory, 1 + random.below(related.depth())))
                    .toList();
            return new RelatedResult(nodes, random.chance(2), PROVENANCE);
        }
    }

    EntryHeader header() {
        byte[] token = new byte[EntryHeader.TOKEN_LENGTH];
        for (int i = 0; i < token.length; i++) {
            token[i] = (byte) random.below(256);
        }
        return new EntryHeader(
                random.pick(Generation.values()),
                token,
                random.id().getLeastSignificantBits(),
                random.time().toEpochMilli(),
                random.below(Integer.MAX_VALUE),
                random.below(10_000),
                random.expiresAt());
    }

    static List<Memory> memories(StoreResult result) {
        if (result instanceof GetResult get) {
            return get.memories();
        } else if (result instanceof SearchResult search) {
            return search.memories();
        } else if (result instanceof ListResult list) {
            return list.memories();
        } else {
            return ((RelatedResult) result).memories();
        }
    }

    private Stream<Memory> memories(MemoryScope scope, int limit, boolean withEmbeddings) {
        return Stream.generate(() -> memory(scope, withEmbeddings)).limit(random.below(limit + 1));
    }

    private Memory memory(MemoryScope scope, boolean withEmbedding) {
        return memory(random.id(), scope, withEmbedding);
    }

    private Memory memory(UUID id, MemoryScope scope, boolean withEmbedding) {
        MemoryScope drawn = random.scope();
        String agent = scope.agent() == null ? drawn.agent() : scope.agent();
        String run = scope.run() == null ? drawn.run() : scope.run();
        return new Memory(
                id,
                new MemoryScope(scope.tenant(), scope.user(), agent, run),
                random.text(),
                random.metadata(),
                random.time(),
                random.time(),
                random.expiresAt(),
                1 + random.below(70_000),
                withEmbedding ? random.embedding() : null);
    }
}
