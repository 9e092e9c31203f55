package io.github.mem0j.neo4j;

import io.github.mem0j.model.EmbeddingSpace;
import io.github.mem0j.model.Memory;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.Relation;
import io.github.mem0j.store.DeleteRequest;
import io.github.mem0j.store.MemoryVersion;
import io.github.mem0j.store.ScanPage;
import io.github.mem0j.store.ScanRequest;
import io.github.mem0j.store.StoreAdmin;
import io.github.mem0j.store.StoredMemory;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.neo4j.driver.AccessMode;

/** The Neo4j store's admin. */
final class Neo4jAdmin implements StoreAdmin {
    private final Graph graph;
    private final Owners owners;
    private final Names names;
    private final SpaceClaim space;
    private final Supplier<Instant> clock;

    Neo4jAdmin(Graph graph, Owners owners, Names names, SpaceClaim space, Supplier<Instant> clock) {
        this.graph = graph;
        this.owners = owners;
        this.names = names;
        this.space = space;
        this.clock = clock;
    }

    @Override
    public ScanPage scan(ScanRequest request) {
        graph.checkOpen();
        List<StoredMemory> found = new Scan(graph, owners, names, clock.get(), request).run();
        if (found.size() <= request.limit()) {
            return new ScanPage(found, null);
        }
        List<StoredMemory> full = found.subList(0, request.limit());
        Memory last = full.get(full.size() - 1).memory();
        return new ScanPage(full, new ScanRequest.Cursor(last.scope().ownerKey(), last.id()));
    }

    /** One transaction for each owner. */
    @Override
    public void restore(EmbeddingSpace wanted, List<StoredMemory> memories) {
        graph.checkOpen();
        memories.forEach(
                stored -> wanted.require(Objects.requireNonNull(stored.memory().embedding())));
        if (memories.isEmpty()) {
            return;
        }
        space.claim(wanted, null);
        Map<MemoryScope, List<StoredMemory>> byOwner = memories.stream()
                .collect(Collectors.groupingBy(
                        stored -> stored.memory().scope().owner(), LinkedHashMap::new, Collectors.toList()));
        Restore restore = new Restore(names, clock.get());
        byOwner.forEach((owner, theirs) ->
                owners.write("restore", owner, null, transaction -> restore.run(transaction, owner, theirs)));
    }

    @Override
    public long erase(MemoryScope scope) {
        DeleteRequest everything = DeleteRequest.everything(scope).asHard();
        return owners.writeIfPresent(
                "erase",
                scope,
                null,
                transaction -> new Changes(names, clock.get(), transaction).delete(everything),
                0L);
    }

    @Override
    public long purgeExpired() {
        Instant now = clock.get();
        Cypher expired = new Cypher()
                .add("MATCH (m:" + names.memory() + ") USING INDEX SEEK m:" + names.memory()
                        + "(liveUntil) WHERE m.liveUntil > $p.hidden AND m.liveUntil <= $p.now"
                        + " RETURN DISTINCT m.owner AS owner ORDER BY owner")
                .with("hidden", Nodes.HIDDEN)
                .with("now", Nodes.micros(now));
        return graph.run(AccessMode.READ, "purge", expired, graph.deadline(null)).stream()
                .map(row -> Nodes.owner(row.get("owner").asString()))
                .mapToLong(owner -> owners.writeIfPresent(
                        "purge", owner, null, transaction -> new Changes(names, now, transaction).purge(owner), 0L))
                .sum();
    }

    @Override
    public long count(MemoryScope scope) {
        return new Reads(owners, names, clock.get()).count(scope);
    }

    /** Each owner's as of some moment during the count. */
    @Override
    public long count() {
        Cypher all = new Cypher()
                .add("MATCH (m:" + names.memory() + ") USING INDEX SEEK m:" + names.memory()
                        + "(liveUntil) WHERE m.liveUntil > $p.now RETURN count(*) AS count")
                .with("now", Nodes.micros(clock.get()));
        return graph.run(AccessMode.READ, "count", all, graph.deadline(null))
                .get(0)
                .get("count")
                .asLong();
    }

    @Override
    public List<MemoryVersion> versions(MemoryScope scope, int limit) {
        return new Reads(owners, names, clock.get()).versions(scope, positive(limit));
    }

    @Override
    public List<Relation> relations(MemoryScope scope, int limit) {
        return new Reads(owners, names, clock.get()).relations(scope, positive(limit));
    }

    private static int positive(int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit must be 1 or more, but is " + limit);
        }
        return limit;
    }

    @Override
    public Optional<EmbeddingSpace> space() {
        graph.checkOpen();
        return space.find(null);
    }

    @Override
    public void ping() {
        List<?> unused = graph.run(AccessMode.READ, "ping", new Cypher().add("RETURN 1"), graph.deadline(null));
    }
}
