package io.github.mem0j.pgvector;

import io.github.mem0j.model.Embedding;
import io.github.mem0j.store.Limits;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Settings of a {@link PgVectorMemoryStore}: where the database is ({@link #jdbcUrl} or {@link #dataSource}), how many
 * {@link #dimensions} embeddings have, and what has a default. Not thread-safe.
 *
 * <p>Through PgBouncer in transaction mode (1.21 or newer): set its {@code max_prepared_statements} above 0, its {@code
 * ignore_startup_parameters} to {@code extra_float_digits}, and here {@code session(SessionSettings.none())}; with {@link
 * #initSchema} give a direct {@link #maintenanceDataSource} too, or building waits for locks that PgBouncer has mislaid.
 */
public final class PgVectorMemoryStoreBuilder {
    static final Duration OPERATION_TIMEOUT = Duration.ofSeconds(10);

    private @Nullable String jdbcUrl;
    private @Nullable Supplier<Credentials> credentials;
    private @Nullable DataSource dataSource;
    private @Nullable PoolSettings pool;
    private @Nullable SessionSettings session;
    private @Nullable Consumer<PoolStatistics> poolListener;
    private String schema = "mem0";
    private String table = "memory";
    private int dimensions;
    private ElementType elementType = ElementType.VECTOR;
    private boolean initSchema;
    private Indexes.Settings indexes = Indexes.Settings.DEFAULT;
    private Set<String> consumers = Set.of();
    private Duration operationTimeout = OPERATION_TIMEOUT;
    private Limits limits = Limits.DEFAULT;
    private Clock clock = Clock.systemUTC();

    PgVectorMemoryStoreBuilder() {}

    /**
     * The database, {@code jdbc:postgresql://host:port/database}; the store then has a pool of its own. Properties of the
     * driver after a {@code ?} win over what we set.
     */
    public PgVectorMemoryStoreBuilder jdbcUrl(String jdbcUrl) {
        this.jdbcUrl = Objects.requireNonNull(jdbcUrl, "jdbcUrl");
        return this;
    }

    /** For {@link #jdbcUrl}, unless it has them; without any the driver logs in as the operating system's user. */
    public PgVectorMemoryStoreBuilder credentials(String user, String password) {
        Credentials fixed = new Credentials(user, password);
        return credentials(() -> fixed);
    }

    /** As {@link #credentials(String, String)}, asked for each new connection, by any thread: they may change. */
    public PgVectorMemoryStoreBuilder credentials(Supplier<Credentials> credentials) {
        this.credentials = Objects.requireNonNull(credentials, "credentials");
        return this;
    }

    /**
     * The host's own pool instead of {@link #jdbcUrl}; it is never closed, and its connections, which must be pgjdbc's,
     * are given back as they came, auto-commit on or off. It must not be a proxy that takes part in outer transactions.
     * A request's deadline bounds the wait for a connection only if this is a {@code HikariDataSource} itself; otherwise
     * the pool's own timeout does. Connections get to know our statements as they run them, and run them fastest with the
     * settings of {@link SessionSettings#defaults}, which are the pool's to send.
     */
    public PgVectorMemoryStoreBuilder dataSource(DataSource dataSource) {
        this.dataSource = Objects.requireNonNull(dataSource, "dataSource");
        return this;
    }

    /** Of the store's own pool; by default {@link PoolSettings#defaults}. */
    public PgVectorMemoryStoreBuilder pool(PoolSettings settings) {
        this.pool = Objects.requireNonNull(settings, "settings");
        return this;
    }

    /** Of the server, for the sessions of the store's own pool; by default {@link SessionSettings#defaults}. */
    public PgVectorMemoryStoreBuilder session(SessionSettings settings) {
        this.session = Objects.requireNonNull(settings, "settings");
        return this;
    }

    /** Called every {@link PoolSettings#statisticsInterval} on a daemon thread; by default nobody is. */
    public PgVectorMemoryStoreBuilder poolListener(Consumer<PoolStatistics> listener) {
        this.poolListener = Objects.requireNonNull(listener, "listener");
        return this;
    }

    /** The schema of the tables, as it is, not quoted: at most 63 bytes; by default {@code mem0}. */
    public PgVectorMemoryStoreBuilder schema(String schema) {
        this.schema = Objects.requireNonNull(schema, "schema");
        return this;
    }

    /** The table of memories, likewise, at most 42 bytes; others begin with its name. By default {@code memory}. */
    public PgVectorMemoryStoreBuilder table(String table) {
        this.table = Objects.requireNonNull(table, "table");
        return this;
    }

    /** Of all embeddings: 1 to 16,000. Has no default. */
    public PgVectorMemoryStoreBuilder dimensions(int dimensions) {
        this.dimensions = dimensions;
        return this;
    }

    /** How embeddings are stored; by default {@link ElementType#VECTOR}. */
    public PgVectorMemoryStoreBuilder elementType(ElementType elementType) {
        this.elementType = Objects.requireNonNull(elementType, "elementType");
        return this;
    }

    /** How similarity search works; by default {@link IndexPolicy#exactThenPartial}. */
    public PgVectorMemoryStoreBuilder indexPolicy(IndexPolicy policy) {
        Objects.requireNonNull(policy, "policy");
        this.indexes = new Indexes.Settings(policy, indexes.covering(), indexes.maintenance());
        return this;
    }

    /**
     * Whether {@link #initSchema} creates an index that holds all an exact search looks at, where the longest row fits
     * it: {@code vector} up to 526 dimensions, {@code halfvec} up to 1,052. True by default. It makes exact searches
     * faster on a vacuumed table, keeps each embedding twice and makes adding dearer. An index that is there is used,
     * whatever this says.
     */
    public PgVectorMemoryStoreBuilder coveringIndex(boolean covering) {
        this.indexes = new Indexes.Settings(indexes.policy(), covering, indexes.maintenance());
        return this;
    }

    /**
     * Connections for creating and maintaining indexes, of a role that owns the tables and not through PgBouncer in
     * transaction mode; never closed. By default the store's other connections serve for that too.
     */
    public PgVectorMemoryStoreBuilder maintenanceDataSource(DataSource dataSource) {
        Objects.requireNonNull(dataSource, "dataSource");
        this.indexes = new Indexes.Settings(indexes.policy(), indexes.covering(), dataSource);
        return this;
    }

    /**
     * Has {@link #build} create what is missing, or bring it to this library's schema version; of several JVMs at once,
     * one does. The role needs CREATE on the database, and the right to create the extension if it is not there. By
     * default nothing is created.
     */
    public PgVectorMemoryStoreBuilder initSchema() {
        this.initSchema = true;
        return this;
    }

    /**
     * Has the tables note which memories change, for each of these consumers apart: see {@link
     * io.github.mem0j.feed.ChangeFeed}, which the store is then unwrapped to. Triggers do it, in the transaction of the
     * change and without a round trip, whoever writes; so a consumer that is named once has to be there for good, or its
     * part of the feed grows. Consumers need a pool of two connections at least. What was stored before it was named is not in its feed. By default nothing is noted.
     *
     * @param names 1 to 63 characters each, such as {@code "graph"}
     */
    public PgVectorMemoryStoreBuilder changeFeed(String... names) {
        consumers = Set.of(names);
        return this;
    }

    /**
     * The deadline of requests that bring none; by default 10 s. In a pool of the store's own it is the server's {@code
     * statement_timeout} too, so that no request's deadline can be later: see {@link SessionSettings}.
     */
    public PgVectorMemoryStoreBuilder operationTimeout(Duration timeout) {
        this.operationTimeout = Objects.requireNonNull(timeout, "timeout");
        return this;
    }

    /** What time it is for expiry and timestamps; by default the system's. */
    public PgVectorMemoryStoreBuilder clock(Clock clock) {
        this.clock = Objects.requireNonNull(clock, "clock");
        return this;
    }

    /** Of what is stored; by default {@link Limits#DEFAULT}. */
    public PgVectorMemoryStoreBuilder limits(Limits limits) {
        this.limits = Objects.requireNonNull(limits, "limits");
        return this;
    }

    /**
     * What {@link #initSchema} would run, version 1 first, as plain SQL for Flyway or Liquibase. The schema itself and
     * the extension must be there.
     *
     * @param vectorSchema where the extension is: {@code public}, mostly
     */
    public List<String> migrations(String vectorSchema) {
        requireDimensions();
        Layout layout = new Layout(new Names(schema, table), vectorSchema, new VectorFormat(elementType, 0, 0));
        Migrations migrations = new Migrations(layout, dimensions);
        return IntStream.rangeClosed(1, Migrations.CURRENT)
                .mapToObj(migrations::sql)
                .toList();
    }

    /**
     * The indexes that {@link #initSchema} would create beside the {@linkplain #migrations migrations}, one statement
     * each, to be run outside of transactions.
     *
     * @param vectorSchema where the extension is: {@code public}, mostly
     */
    public List<String> indexStatements(String vectorSchema) {
        Layout layout = new Layout(new Names(schema, table), vectorSchema, new VectorFormat(elementType, 0, 0));
        return new IndexDdl(layout)
                .wanted(indexes.policy(), indexes.covering(), dimensions).stream()
                        .map(index -> index.create(true))
                        .toList();
    }

    /**
     * What {@link #initSchema} would run beside the {@linkplain #migrations migrations} for the {@link #changeFeed}, once:
     * the first statements create it, the last names its consumers. Roles that write need INSERT on its table, SELECT on
     * that of the consumers; consumers need SELECT, UPDATE and DELETE too.
     *
     * @param vectorSchema where the extension is: {@code public}, mostly
     */
    public List<String> changeFeedStatements(String vectorSchema) {
        requireDimensions();
        requireConsumers();
        Layout layout = new Layout(new Names(schema, table), vectorSchema, new VectorFormat(elementType, 0, 0));
        String names = consumers.stream()
                .sorted()
                .map(name -> "(" + Names.literal(name) + ")")
                .collect(Collectors.joining(", "));
        return List.of(
                new Migrations(layout, dimensions).feed(),
                "INSERT INTO " + layout.names().consumer() + " (name) VALUES " + names + " ON CONFLICT DO NOTHING");
    }

    /**
     * Connects, checks what is there, and has a first connection ready; what was opened is closed again if that fails.
     *
     * @throws IllegalArgumentException if settings are missing, out of bounds or exclude each other
     * @throws io.github.mem0j.store.StoreRejectedException if the database cannot serve the store, saying what to do
     * @throws io.github.mem0j.store.StoreUnavailableException if it cannot be reached
     */
    public PgVectorMemoryStore build() {
        requireDimensions();
        require(!operationTimeout.isNegative() && !operationTimeout.isZero(), "operationTimeout must be positive");
        require((jdbcUrl == null) != (dataSource == null), "give either a jdbcUrl or a dataSource");
        requireConsumers();
        Names names = new Names(schema, table);
        Hnsw.requireDimensions(indexes.policy(), elementType, dimensions);
        Opening opening = new Opening(new Opening.Tables(names, elementType, dimensions, initSchema), operationTimeout);
        Opening.Opened opened = dataSource == null ? opening.own(own(jdbcUrl)) : opening.host(host(dataSource));
        try {
            return store(opened.database(), opened.found());
        } catch (RuntimeException | Error e) {
            opened.database().close();
            throw e;
        }
    }

    private PgVectorMemoryStore store(Database database, SchemaCheck.Found found) {
        Layout layout = found.layout();
        if (initSchema) {
            Indexes.init(database, layout, indexes, dimensions);
        }
        if (!consumers.isEmpty()) {
            FeedSetup feed = new FeedSetup(layout, consumers);
            if (initSchema) {
                feed.init(database, dimensions);
            }
            feed.check(database);
        }
        SpaceClaim space = new SpaceClaim(database, layout.names(), dimensions, found.model());
        return new PgVectorMemoryStore(
                database, layout, space, Indexes.open(database, layout, indexes), consumers, limits, clock);
    }

    private DataSource host(DataSource given) {
        require(
                credentials == null && pool == null && session == null && poolListener == null,
                "credentials, pool, session and poolListener are for a jdbcUrl; a dataSource has its own");
        return given;
    }

    private Opening.Own own(@Nullable String url) {
        Set<String> given = Connector.parse(Objects.requireNonNull(url)).stringPropertyNames();
        require(
                credentials == null || !(given.contains("user") || given.contains("password")),
                "give user and password either in the jdbcUrl or by credentials");
        return new Opening.Own(
                url,
                credentials,
                pool == null ? PoolSettings.defaults() : pool,
                session == null ? SessionSettings.defaults() : session,
                poolListener == null ? statistics -> {} : poolListener);
    }

    private void requireDimensions() {
        require(
                dimensions >= 1 && dimensions <= Embedding.MAX_DIMENSIONS,
                "dimensions must be 1 to " + Embedding.MAX_DIMENSIONS + ", but is " + dimensions);
    }

    private void requireConsumers() {
        for (String name : consumers) {
            require(
                    !name.isBlank() && name.length() <= 63 && name.indexOf('\0') < 0,
                    "a consumer of the change feed needs a name of 1 to 63 characters, but is '" + name + "'");
        }
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
