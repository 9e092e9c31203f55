package io.github.mem0j.testkit;

import io.github.mem0j.model.Embedding;
import io.github.mem0j.model.FilterEvaluator;
import io.github.mem0j.model.Memory;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.GetResult;
import io.github.mem0j.store.ListCursor;
import io.github.mem0j.store.ListRequest;
import io.github.mem0j.store.ListResult;
import io.github.mem0j.store.Provenance;
import io.github.mem0j.store.RelatedRequest;
import io.github.mem0j.store.RelatedResult;
import io.github.mem0j.store.SearchRequest;
import io.github.mem0j.store.SearchResult;
import io.github.mem0j.store.StoreRejectedException;
import io.github.mem0j.store.StoreRejectedException.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/** The reading operations of a {@link NaiveMemoryStore}. */
final class NaiveReads {
    private final NaiveRows rows;

    NaiveReads(NaiveRows rows) {
        this.rows = rows;
    }

    GetResult get(GetRequest request) {
        List<Memory> found = new ArrayList<>();
        for (UUID id : request.ids()) {
            NaiveRows.Row row = rows.live(request.scope(), id);
            if (row != null) {
                found.add(shown(row.memory(), request.withEmbeddings()));
            }
        }
        return new GetResult(found, NaiveMemoryStore.HERE);
    }

    SearchResult search(SearchRequest request) {
        List<SearchResult.Hit> hits = new ArrayList<>();
        for (Memory memory : rows.live(request.scope())) {
            double score = score(request.embedding(), Objects.requireNonNull(memory.embedding()));
            if (score >= request.minScore() && FilterEvaluator.matches(request.filter(), memory)) {
                hits.add(new SearchResult.Hit(memory, score));
            }
        }
        hits.sort(Comparator.comparingDouble(SearchResult.Hit::score)
                .reversed()
                .thenComparing(SearchResult.Hit::memory, NaiveRows.BY_ID));
        return new SearchResult(
                hits.stream()
                        .limit(request.limit())
                        .map(hit -> new SearchResult.Hit(shown(hit.memory(), request.withEmbeddings()), hit.score()))
                        .toList(),
                NaiveMemoryStore.HERE);
    }

    static double score(Embedding a, Embedding b) {
        double dot = 0;
        double squaresOfA = 0;
        double squaresOfB = 0;
        for (int i = 0; i < a.dimensions(); i++) {
            dot += (double) a.get(i) * b.get(i);
            squaresOfA += (double) a.get(i) * a.get(i);
            squaresOfB += (double) b.get(i) * b.get(i);
        }
        return Math.max(0, Math.min(1, dot / (Math.sqrt(squaresOfA) * Math.sqrt(squaresOfB))));
    }

    ListResult list(ListRequest request) {
        Comparator<Memory> oldestFirst = Comparator.comparing(Memory::createdAt).thenComparing(NaiveRows.BY_ID);
        ListCursor cursor = request.cursor();
        List<Memory> matches = rows.live(request.scope()).stream()
                .filter(memory -> FilterEvaluator.matches(request.filter(), memory))
                .filter(memory -> cursor == null || isAfter(cursor, memory))
                .sorted(oldestFirst.reversed())
                .toList();
        List<Memory> page = matches.stream()
                .limit(request.limit())
                .map(memory -> shown(memory, request.withEmbeddings()))
                .toList();
        boolean more = matches.size() > page.size();
        return new ListResult(
                page, more ? ListCursor.after(page.get(page.size() - 1), request) : null, NaiveMemoryStore.HERE);
    }

    /** After in the list, that is older. */
    private static boolean isAfter(ListCursor cursor, Memory memory) {
        int age = memory.createdAt().compareTo(cursor.createdAt());
        return age < 0
                || (age == 0 && memory.id().toString().compareTo(cursor.id().toString()) < 0);
    }

    RelatedResult related(RelatedRequest request) {
        NaiveRows.Row start = rows.live(request.scope(), request.id());
        if (start == null) {
            throw new StoreRejectedException(Reason.UNKNOWN_ID, "no memory " + request.id() + " in scope");
        }
        List<NaiveRows.RelationKey> ties = rows.relations.keySet().stream()
                .filter(tie -> tie.owner().equals(request.scope().owner()))
                .filter(tie -> request.types().isEmpty() || request.types().contains(tie.type()))
                .toList();
        List<RelatedResult.Node> reached = new ArrayList<>();
        Set<UUID> seen = new HashSet<>(Set.of(request.id()));
        for (int depth = 1; depth <= request.depth(); depth++) {
            Set<UUID> here = new HashSet<>(seen);
            for (Memory memory : rows.live(request.scope())) {
                if (!here.contains(memory.id()) && ties.stream().anyMatch(tie -> joins(tie, here, memory.id()))) {
                    seen.add(memory.id());
                    reached.add(new RelatedResult.Node(shown(memory, request.withEmbeddings()), depth));
                }
            }
        }
        int most = Math.min(request.limit(), request.maxVisited());
        boolean capped = reached.size() > most && request.maxVisited() < request.limit();
        Instant end = start.memory().expiresAt();
        Provenance here = end == null
                ? NaiveMemoryStore.HERE
                : NaiveMemoryStore.HERE.freshForAtMost(Duration.between(rows.now(), end));
        return new RelatedResult(reached.stream().limit(most).toList(), capped, here);
    }

    private static boolean joins(NaiveRows.RelationKey tie, Set<UUID> some, UUID other) {
        return (tie.from().equals(other) && some.contains(tie.to()))
                || (tie.to().equals(other) && some.contains(tie.from()));
    }

    private static Memory shown(Memory memory, boolean withEmbedding) {
        return withEmbedding ? memory : memory.withEmbedding(null);
    }
}
