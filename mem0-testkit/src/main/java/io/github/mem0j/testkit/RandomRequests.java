package io.github.mem0j.testkit;

import io.github.mem0j.model.EmbeddingSpace;
import io.github.mem0j.model.Expiry;
import io.github.mem0j.model.MemoryChange;
import io.github.mem0j.model.MemoryFilter;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.Metadata;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.model.Relation;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.DeleteRequest;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.ListRequest;
import io.github.mem0j.store.Operation;
import io.github.mem0j.store.ReadOptions;
import io.github.mem0j.store.RelateRequest;
import io.github.mem0j.store.RelatedRequest;
import io.github.mem0j.store.SearchRequest;
import io.github.mem0j.store.StoreRequest;
import io.github.mem0j.store.UpdateRequest;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Requests that the constructors accept; a store may still reject them. */
final class RandomRequests {
    private static final EmbeddingSpace OTHER_SPACE = new EmbeddingSpace("other-model", RandomData.SPACE.dimensions());

    private final RandomData random;

    RandomRequests(RandomData random) {
        this.random = random;
    }

    StoreRequest of(Operation operation) {
        return switch (operation) {
            case ADD -> add();
            case GET -> get();
            case SEARCH -> search();
            case LIST -> list();
            case UPDATE -> update();
            case DELETE -> delete();
            case RELATE -> relate();
            case RELATED -> related();
        };
    }

    private AddRequest add() {
        List<NewMemory> memories = random.ids(5).stream().map(random::newMemory).toList();
        AddRequest request = AddRequest.of(random.scope(), space(), memories);
        return switch (random.below(4)) {
            case 0 -> request;
            case 1 -> request.withDeduplication();
            default -> request.withMode(AddRequest.Mode.UPSERT);
        };
    }

    private GetRequest get() {
        GetRequest request = GetRequest.of(random.scope(), random.ids(8));
        return embeddings() ? request.includingEmbeddings() : request;
    }

    private SearchRequest search() {
        SearchRequest request = SearchRequest.of(random.scope(), space(), random.embedding())
                .withLimit(limit())
                .withMinScore(random.chance(3) ? random.fraction() : 0)
                .withFilter(filter());
        return embeddings() ? request.includingEmbeddings() : request;
    }

    private ListRequest list() {
        ListRequest request =
                ListRequest.of(random.scope()).withFilter(filter()).withLimit(limit());
        return embeddings() ? request.includingEmbeddings() : request;
    }

    private UpdateRequest update() {
        MemoryChange change = change();
        return new UpdateRequest(
                random.scope(),
                random.id(),
                change.embedding() == null ? null : space(),
                change,
                random.chance(3) ? random.below(6) + 1L : null,
                null);
    }

    private MemoryChange change() {
        MemoryChange change = MemoryChange.none();
        change = switch (random.below(4)) {
            case 0 -> change.withText(random.text(), random.embedding());
            case 1 -> change.withEmbedding(random.embedding());
            default -> change;
        };
        change = switch (random.below(4)) {
            case 0 -> change.withExpiry(Expiry.CLEAR);
            case 1 -> change.withExpiry(Expiry.set(random.time()));
            default -> change;
        };
        String set = random.key();
        if (random.chance(2)) {
            change = change.withMetadata(Metadata.of(set, random.value()));
        }
        String unset = random.key();
        if (random.chance(2) && !unset.equals(set)) {
            change = change.withoutKeys(unset);
        }
        return change.isNone() ? change() : change;
    }

    private DeleteRequest delete() {
        MemoryScope scope = random.scope();
        DeleteRequest request = switch (random.below(24)) {
            case 0 -> DeleteRequest.everything(scope);
            case 1, 2, 3 -> DeleteRequest.matching(scope, narrowFilter());
            default -> DeleteRequest.ids(scope, random.ids(3));
        };
        return random.chance(3) ? request.asHard() : request;
    }

    private MemoryFilter narrowFilter() {
        MemoryFilter filter = random.filter(3).and(random.filter(2)).and(random.filter(1));
        return filter.equals(MemoryFilter.all()) ? narrowFilter() : filter;
    }

    private RelateRequest relate() {
        List<Relation> relations =
                Stream.generate(random::relation).limit(1 + random.below(6)).toList();
        return RelateRequest.of(random.scope(), relations);
    }

    private RelatedRequest related() {
        Set<String> types = random.chance(3) ? Set.of(random.relationType()) : Set.of();
        return new RelatedRequest(
                random.scope(),
                random.id(),
                types,
                1 + random.below(RelatedRequest.MAX_DEPTH),
                limit(),
                random.chance(3) ? limit() : RelatedRequest.DEFAULT_MAX_VISITED,
                embeddings(),
                ReadOptions.DEFAULT);
    }

    private MemoryFilter filter() {
        return random.chance(3) ? MemoryFilter.all() : random.filter(4);
    }

    private EmbeddingSpace space() {
        return random.chance(50) ? OTHER_SPACE : RandomData.SPACE;
    }

    private int limit() {
        return 1 + random.below(12);
    }

    private boolean embeddings() {
        return random.chance(2);
    }
}
