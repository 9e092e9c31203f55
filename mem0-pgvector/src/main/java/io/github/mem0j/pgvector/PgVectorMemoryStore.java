package io.github.mem0j.pgvector;

import io.github.mem0j.feed.ChangeFeed;
import io.github.mem0j.layer.DefaultDeadlines;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.AddResult;
import io.github.mem0j.store.BulkStore;
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
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A store in PostgreSQL (15 or newer) with pgvector (0.8.0 or newer). Safe for use by many threads and by many JVMs on
 * the same tables; every operation is a transaction of its own, and one round trip but for the exceptions that
 * {@code docs/round-trips.md} lists.
 *
 * <pre>{@code
 * MemoryStore store = PgVectorMemoryStore.builder()
 *         .jdbcUrl("jdbc:postgresql://localhost/agents")
 *         .credentials("agents", "secret")
 *         .dimensions(384)
 *         .initSchema() // or have Flyway run builder.migrations()
 *         .build();
 * }</pre>
 *
 * <p>{@link #close} ends the pool if it is the store's own, and never a host's {@code DataSource}.
 */
public final class PgVectorMemoryStore implements MemoryStore {
    /** {@link Provenance#source()} of its answers. */
    public static final String SOURCE = "pgvector";

    private static final Provenance HERE = Provenance.of(SOURCE);

    private final Database database;
    private final Layout layout;
    private final SpaceClaim space;
    private final Limits limits;
    private final Clock clock;
    private final StoreAdmin admin;
    private final Indexes indexes;
    private final @Nullable ChangeFeed feed;
    private final BulkStore bulk;

    /** @param consumers of the change feed; empty for none */
    PgVectorMemoryStore(
            Database database,
            Layout layout,
            SpaceClaim space,
            Indexes indexes,
            Set<String> consumers,
            Limits limits,
            Clock clock) {
        this.database = database;
        this.layout = layout;
        this.space = space;
        this.indexes = indexes;
        this.limits = limits;
        this.clock = clock;
        this.admin = new PgVectorAdmin(database, space, layout, this::now);
        this.feed = consumers.isEmpty() ? null : new PgVectorFeed(database, layout, consumers, this::now);
        this.bulk = new PgVectorBulk(database, layout, this::now, this::check, HERE);
    }

    public static PgVectorMemoryStoreBuilder builder() {
        return new PgVectorMemoryStoreBuilder();
    }

    @Override
    public AddResult add(AddRequest request) {
        check(request);
        return new AddResult(new Adds(database, layout, now(), request).run(), HERE);
    }

    @Override
    public GetResult get(GetRequest request) {
        check(request);
        return database.read(
                "get",
                request.deadline(),
                session -> new GetResult(new Reads(layout, now()).get(session, request), HERE));
    }

    @Override
    public SearchResult search(SearchRequest request) {
        check(request);
        space.require(request.space(), request.deadline());
        OptionalInt efSearch = indexes.efSearch(request.scope().ownerKey());
        return database.read("search", request.deadline(), session -> {
            Search search = new Search(layout, now());
            return new SearchResult(
                    efSearch.isPresent()
                            ? search.approximate(session, request, efSearch.getAsInt())
                            : search.exact(session, request),
                    HERE);
        });
    }

    @Override
    public ListResult list(ListRequest request) {
        check(request);
        return database.read(
                "list", request.deadline(), session -> new Reads(layout, now()).list(session, request, HERE));
    }

    @Override
    public UpdateResult update(UpdateRequest request) {
        check(request);
        limits.check(request);
        if (request.space() != null) {
            space.require(request.space(), request.deadline());
        }
        return database.statement("update", request.deadline(), session -> {
            Instant now = now();
            long version = new Changes(layout, now).update(session, request, limits);
            return version == 0
                    ? UpdateResult.notFound(request.id(), HERE)
                    : new UpdateResult(request.id(), UpdateResult.Outcome.UPDATED, version, now, HERE);
        });
    }

    @Override
    public DeleteResult delete(DeleteRequest request) {
        check(request);
        return new DeleteResult(
                database.statement(
                        "delete", request.deadline(), session -> new Changes(layout, now()).delete(session, request)),
                HERE);
    }

    @Override
    public RelateResult relate(RelateRequest request) {
        check(request);
        limits.check(request);
        return new RelateResult(
                database.statement(
                        "relate", request.deadline(), session -> new Changes(layout, now()).relate(session, request)),
                HERE);
    }

    @Override
    public RelatedResult related(RelatedRequest request) {
        check(request);
        return database.read(
                "related",
                request.deadline(),
                session -> new Reads(layout, now()).related(session, request, HERE, clock));
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        if (type == PoolStatistics.class) {
            return poolStatistics().map(type::cast);
        }
        if (type == ChangeFeed.class) {
            return Optional.ofNullable(feed).map(type::cast);
        }
        if (type == DefaultDeadlines.class) {
            return Optional.of(type.cast(database));
        }
        return Stream.of(this, admin, indexes, bulk)
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst();
    }

    /** How its own pool is doing now; empty on a host's {@code DataSource}. Through layers: {@code unwrap} the record. */
    public Optional<PoolStatistics> poolStatistics() {
        return database.statistics();
    }

    @Override
    public void close() {
        indexes.close();
        database.close();
    }

    @Override
    public String toString() {
        return "PgVectorMemoryStore[" + layout.names().memory() + ", "
                + layout.format().typeName() + ", " + database + "]";
    }

    private void check(StoreRequest request) {
        Objects.requireNonNull(request, "request");
        database.checkOpen();
        if (request.deadline() != null) {
            request.deadline().check(request.operation());
        }
        if (request instanceof AddRequest add) {
            limits.check(add);
            space.claim(add.space(), add.deadline());
        }
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
