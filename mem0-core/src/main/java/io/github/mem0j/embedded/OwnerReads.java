package io.github.mem0j.embedded;

import io.github.mem0j.model.FilterEvaluator;
import io.github.mem0j.model.Memory;
import io.github.mem0j.model.MemoryFilter;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.store.BreadthFirst;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.ListCursor;
import io.github.mem0j.store.ListRequest;
import io.github.mem0j.store.ListResult;
import io.github.mem0j.store.Provenance;
import io.github.mem0j.store.RelatedRequest;
import io.github.mem0j.store.RelatedResult;
import io.github.mem0j.store.SearchRequest;
import io.github.mem0j.store.SearchResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the reading operations mean, on one owner whose lock is held. */
final class OwnerReads {
    private final OwnerMemories owner;
    private final Instant now;

    OwnerReads(OwnerMemories owner, Instant now) {
        this.owner = owner;
        this.now = now;
    }

    List<Memory> get(GetRequest request) {
        return request.ids().stream()
                .map(id -> visible(id, request.scope()))
                .filter(Objects::nonNull)
                .map(row -> owner.withEmbedding(row, request.withEmbeddings()))
                .toList();
    }

    /** Exact: every row's score is bounded, and those that may be among the best are scored in double precision. */
    List<SearchResult.Hit> search(SearchRequest request) {
        VectorTable.Query query = new VectorTable.Query(request.embedding());
        BestHits best = new BestHits(request.limit(), request.minScore());
        for (int slot : candidates(request, query).slots()) {
            double score = owner.vectors.score(slot, query);
            if (best.mayAdmit(score)) {
                best.offer(owner.atSlot(slot), score);
            }
        }
        return best.bestFirst().stream()
                .map(hit -> new SearchResult.Hit(owner.withEmbedding(hit.row(), request.withEmbeddings()), hit.score()))
                .toList();
    }

    private Candidates candidates(SearchRequest request, VectorTable.Query query) {
        Candidates candidates = new Candidates(request.limit(), request.minScore());
        VectorTable vectors = owner.vectors;
        float[] bounds = new float[VectorTable.LANES];
        for (int first = 0; first < vectors.size(); first += VectorTable.LANES) {
            vectors.scoresAtMost(first, query, bounds);
            int end = Math.min(VectorTable.LANES, vectors.size() - first);
            for (int lane = 0; lane < end; lane++) {
                int slot = first + lane;
                if (candidates.mayAdmit(bounds[lane])
                        && matches(owner.atSlot(slot), request.scope(), request.filter())) {
                    candidates.add(slot, bounds[lane], vectors.scoreAtLeast(slot, bounds[lane]));
                }
            }
        }
        return candidates;
    }

    ListResult list(ListRequest request, Provenance provenance) {
        ListCursor cursor = request.cursor();
        Collection<Row> candidates = (cursor == null
                        ? owner.newestFirst
                        : owner.newestFirst.tailMap(new OwnerMemories.Place(cursor.createdAt(), cursor.id()), false))
                .values();
        List<Memory> page = new ArrayList<>();
        for (Row row : candidates) {
            if (!matches(row, request.scope(), request.filter())) {
                continue;
            }
            if (page.size() == request.limit()) {
                ListCursor next = ListCursor.after(page.get(page.size() - 1), request);
                return new ListResult(page, next, provenance);
            }
            page.add(owner.withEmbedding(row, request.withEmbeddings()));
        }
        return new ListResult(page, null, provenance);
    }

    /** Null if the memory to start from is not there. */
    @Nullable
    RelatedResult related(RelatedRequest request, Provenance provenance) {
        Row start = visible(request.id(), request.scope());
        if (start == null) {
            return null;
        }
        BreadthFirst.Walk walk = BreadthFirst.walk(
                request,
                ids -> owner.relations.neighbours(ids, request.types(), id -> visible(id, request.scope()) != null));
        List<RelatedResult.Node> nodes = walk.steps().stream()
                .map(step -> new RelatedResult.Node(
                        owner.withEmbedding(owner.at(step.id()), request.withEmbeddings()), step.depth()))
                .toList();
        Instant end = start.memory.expiresAt();
        Provenance bounded = end == null ? provenance : provenance.freshForAtMost(Duration.between(now, end));
        return new RelatedResult(nodes, walk.capped(), bounded);
    }

    long count(MemoryScope scope) {
        return owner.rows.values().stream()
                .filter(row -> matches(row, scope, MemoryFilter.all()))
                .count();
    }

    long count() {
        return owner.rows.values().stream()
                .filter(row -> !row.memory.isExpired(now))
                .count();
    }

    private boolean matches(Row row, MemoryScope scope, MemoryFilter filter) {
        return !row.memory.isExpired(now)
                && scope.covers(row.memory.scope())
                && FilterEvaluator.matches(filter, row.memory);
    }

    private @Nullable Row visible(UUID id, MemoryScope scope) {
        Row row = owner.live(id, now);
        return row != null && scope.covers(row.memory.scope()) ? row : null;
    }
}
