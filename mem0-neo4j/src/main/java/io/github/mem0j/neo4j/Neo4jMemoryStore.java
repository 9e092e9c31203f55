package io.github.mem0j.neo4j;

import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.AddResult;
import io.github.mem0j.store.DeleteRequest;
import io.github.mem0j.store.DeleteResult;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.GetResult;
import io.github.mem0j.store.Limits;
import io.github.mem0j.store.ListRequest;
import io.github.mem0j.store.ListResult;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.Provenance;
import io.github.mem0j.store.RelateRequest;
import io.github.mem0j.store.RelateResult;
import io.github.mem0j.store.RelatedRequest;
import io.github.mem0j.store.RelatedResult;
import io.github.mem0j.store.SearchRequest;
import io.github.mem0j.store.SearchResult;
import io.github.mem0j.store.StoreAdmin;
import io.github.mem0j.store.StoreRequest;
import io.github.mem0j.store.UpdateRequest;
import io.github.mem0j.store.UpdateResult;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A store in Neo4j (5.26 or newer, Community too). Safe for use by many threads and by many JVMs on the same database;
 * every operation is a transaction of its own. A read is one round trip, or two if its owner was written to within the
 * last second; a write is a few, under a lock of its owner's.
 *
 * <pre>{@code
 * MemoryStore store = Neo4jMemoryStore.builder()
 *         .uri("neo4j://localhost")
 *         .auth("neo4j", "secret")
 *         .initSchema()
 *         .build();
 * }</pre>
 *
 * <p>Search is exact, over the owner's own nodes, in single precision. Each distinct metadata key becomes a property key
 * of the database, which Neo4j never forgets: keys are for a vocabulary, not for data.
 *
 * <p>{@link #close} ends the driver if it is the store's own, and never a host's.
 */
public final class Neo4jMemoryStore implements MemoryStore {
    /** {@link Provenance#source()} of its answers. */
    public static final String SOURCE = "neo4j";

    private static final Provenance HERE = Provenance.of(SOURCE);

    private final Graph graph;
    private final Owners owners;
    private final Names names;
    private final SpaceClaim space;
    private final ApocWalk apoc;
    private final Limits limits;
    private final Clock clock;
    private final StoreAdmin admin;

    Neo4jMemoryStore(Graph graph, Names names, boolean apoc, Limits limits, Clock clock) {
        this.graph = graph;
        this.owners = new Owners(graph, names);
        this.names = names;
        this.space = new SpaceClaim(graph, names);
        this.apoc = new ApocWalk(graph, names, apoc);
        this.limits = limits;
        this.clock = clock;
        this.admin = new Neo4jAdmin(graph, owners, names, space, this::now);
    }

    public static Neo4jMemoryStoreBuilder builder() {
        return new Neo4jMemoryStoreBuilder();
    }

    @Override
    public AddResult add(AddRequest request) {
        check(request);
        limits.check(request);
        space.claim(request.space(), request.deadline());
        return new AddResult(
                owners.write(
                        "add",
                        request.scope(),
                        request.deadline(),
                        transaction -> new Adds(names, now(), request).run(transaction)),
                HERE);
    }

    @Override
    public GetResult get(GetRequest request) {
        check(request);
        return new GetResult(reads().get(request), HERE);
    }

    @Override
    public SearchResult search(SearchRequest request) {
        check(request);
        space.require(request.space(), request.deadline());
        return new SearchResult(reads().search(request), HERE);
    }

    @Override
    public ListResult list(ListRequest request) {
        check(request);
        return reads().list(request, HERE);
    }

    @Override
    public UpdateResult update(UpdateRequest request) {
        check(request);
        limits.check(request);
        if (request.space() != null) {
            space.require(request.space(), request.deadline());
        }
        return owners.writeIfPresent(
                "update",
                request.scope(),
                request.deadline(),
                transaction -> new Changes(names, now(), transaction).update(request, limits, HERE),
                UpdateResult.notFound(request.id(), HERE));
    }

    @Override
    public DeleteResult delete(DeleteRequest request) {
        check(request);
        return new DeleteResult(
                owners.writeIfPresent(
                        "delete",
                        request.scope(),
                        request.deadline(),
                        transaction -> new Changes(names, now(), transaction).delete(request),
                        0L),
                HERE);
    }

    @Override
    public RelateResult relate(RelateRequest request) {
        check(request);
        limits.check(request);
        List<RelateResult.Outcome> allMissing =
                Collections.nCopies(request.relations().size(), RelateResult.Outcome.MISSING_ENDPOINT);
        return new RelateResult(
                owners.writeIfPresent(
                        "relate",
                        request.scope(),
                        request.deadline(),
                        transaction -> new Changes(names, now(), transaction).relate(request),
                        allMissing),
                HERE);
    }

    @Override
    public RelatedResult related(RelatedRequest request) {
        check(request);
        return new Walk(owners, names, apoc, now()).related(request, HERE, clock);
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        return Stream.of(this, admin).filter(type::isInstance).map(type::cast).findFirst();
    }

    @Override
    public void close() {
        graph.close();
    }

    @Override
    public String toString() {
        return "Neo4jMemoryStore[" + names.memory() + " in " + graph + "]";
    }

    private Reads reads() {
        return new Reads(owners, names, now());
    }

    private void check(StoreRequest request) {
        Objects.requireNonNull(request, "request");
        graph.checkOpen();
        if (request.deadline() != null) {
            request.deadline().check(request.operation());
        }
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
