package io.github.mem0j.neo4j;

import io.github.mem0j.store.Deadline;
import io.github.mem0j.store.Limits;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.neo4j.driver.AccessMode;
import org.neo4j.driver.AuthToken;
import org.neo4j.driver.AuthTokenManager;
import org.neo4j.driver.AuthTokenManagers;
import org.neo4j.driver.AuthTokens;
import org.neo4j.driver.Config;
import org.neo4j.driver.Driver;
import org.neo4j.driver.GraphDatabase;
import org.neo4j.driver.exceptions.Neo4jException;

/** Settings of a {@link Neo4jMemoryStore}: where it is ({@link #uri} or {@link #driver}), and what has a default. Not thread-safe. */
public final class Neo4jMemoryStoreBuilder {
    private static final int MAX_NAME = 200;
    private static final Duration INIT_PATIENCE = Duration.ofMinutes(10);

    private @Nullable String uri;
    private AuthTokenManager auth = always(AuthTokens.none());
    private @Nullable Driver driver;
    private String database = "neo4j";
    private String label = "Memory";
    private String relationshipType = "RELATES_TO";
    private int poolSize = 50;
    private Duration acquisitionTimeout = Duration.ofSeconds(5);
    private boolean apoc;
    private boolean initSchema;
    private Duration operationTimeout = Duration.ofSeconds(10);
    private Limits limits = Limits.DEFAULT;
    private Clock clock = Clock.systemUTC();

    Neo4jMemoryStoreBuilder() {}

    /** The server, such as {@code neo4j://host:7687}, or {@code neo4j+s://} with TLS; the store then has a driver of its own. */
    public Neo4jMemoryStoreBuilder uri(String uri) {
        this.uri = Objects.requireNonNull(uri, "uri");
        return this;
    }

    /** For {@link #uri}; by default nobody logs in. */
    public Neo4jMemoryStoreBuilder auth(String user, String password) {
        return auth(AuthTokens.basic(user, password));
    }

    /** As {@link #auth(String, String)}, with whatever the server takes. */
    public Neo4jMemoryStoreBuilder auth(AuthToken token) {
        return auth(always(Objects.requireNonNull(token, "token")));
    }

    /**
     * As {@link #auth(String, String)}, where passwords change: {@link AuthTokenManagers#basic} asks for another when the
     * server no longer takes the last, of which one call may hear, as if the server were away.
     */
    public Neo4jMemoryStoreBuilder auth(AuthTokenManager manager) {
        this.auth = Objects.requireNonNull(manager, "manager");
        return this;
    }

    /** The host's own driver instead of {@link #uri}; it is never closed. */
    public Neo4jMemoryStoreBuilder driver(Driver driver) {
        this.driver = Objects.requireNonNull(driver, "driver");
        return this;
    }

    /** Of the server; by default {@code neo4j}. */
    public Neo4jMemoryStoreBuilder database(String database) {
        this.database = Objects.requireNonNull(database, "database");
        return this;
    }

    /** Of memories; other nodes' labels, constraints and indexes begin with it. Quoted, not parsed. By default {@code Memory}. */
    public Neo4jMemoryStoreBuilder label(String label) {
        this.label = Objects.requireNonNull(label, "label");
        return this;
    }

    /**
     * Of all relationships between memories, whose {@code type} is a property; quoted, not parsed. By default {@code
     * RELATES_TO}.
     */
    public Neo4jMemoryStoreBuilder relationshipType(String type) {
        this.relationshipType = Objects.requireNonNull(type, "type");
        return this;
    }

    /** Connections of the store's own driver, at most; by default 50. */
    public Neo4jMemoryStoreBuilder poolSize(int connections) {
        this.poolSize = connections;
        return this;
    }

    /**
     * How long the store's own driver waits for a connection, opening and logging in included, whatever longer deadline a
     * request has; by default 5 s.
     */
    public Neo4jMemoryStoreBuilder acquisitionTimeout(Duration timeout) {
        this.acquisitionTimeout = Objects.requireNonNull(timeout, "timeout");
        return this;
    }

    /**
     * Has {@code related} ask APOC's {@code apoc.path.expandConfig} first, if the server has it and it gives the same
     * answer. By default Cypher does it all, which was faster.
     */
    public Neo4jMemoryStoreBuilder apoc(boolean apoc) {
        this.apoc = apoc;
        return this;
    }

    /** Has {@link #build} create constraints and indexes that are missing. By default nothing is created. */
    public Neo4jMemoryStoreBuilder initSchema() {
        this.initSchema = true;
        return this;
    }

    /** The deadline of requests that bring none, repetitions included; by default 10 s. */
    public Neo4jMemoryStoreBuilder operationTimeout(Duration timeout) {
        this.operationTimeout = Objects.requireNonNull(timeout, "timeout");
        return this;
    }

    /** What time it is for expiry and timestamps; by default the system's. */
    public Neo4jMemoryStoreBuilder clock(Clock clock) {
        this.clock = Objects.requireNonNull(clock, "clock");
        return this;
    }

    /** Of what is stored; by default {@link Limits#DEFAULT}. */
    public Neo4jMemoryStoreBuilder limits(Limits limits) {
        this.limits = Objects.requireNonNull(limits, "limits");
        return this;
    }

    /**
     * Connects, so that the first request need not; what was opened is closed again if that fails.
     *
     * @throws IllegalArgumentException if settings are missing, out of bounds or exclude each other
     * @throws io.github.mem0j.store.MemoryStoreException if the server cannot be reached or refuses
     */
    public Neo4jMemoryStore build() {
        require((uri == null) != (driver == null), "give either a uri or a driver");
        require(poolSize >= 1, "poolSize must be 1 or more, but is " + poolSize);
        require(isPositive(acquisitionTimeout), "acquisitionTimeout must be positive");
        require(isPositive(operationTimeout), "operationTimeout must be positive");
        requireName("database", database);
        requireName("label", label);
        requireName("relationshipType", relationshipType);
        Names names = Names.of(label, relationshipType);
        Driver given = driver;
        Graph graph = new Graph(
                given == null ? open(Objects.requireNonNull(uri)) : given, given == null, database, operationTimeout);
        try {
            prepare(graph, names);
            return new Neo4jMemoryStore(graph, names, apoc, limits, clock);
        } catch (RuntimeException | Error e) {
            graph.close();
            throw e;
        }
    }

    private void prepare(Graph graph, Names names) {
        Object unused =
                graph.run(AccessMode.READ, "opening the store", new Cypher().add("RETURN 1"), graph.deadline(null));
        if (initSchema) {
            for (String statement : new Schema(names).statements()) {
                unused = graph.run(
                        AccessMode.WRITE,
                        "initialising the schema",
                        new Cypher().add(statement),
                        Deadline.after(INIT_PATIENCE));
            }
        }
    }

    private static AuthTokenManager always(AuthToken token) {
        return AuthTokenManagers.basic(() -> token);
    }

    private Driver open(String address) {
        Config config = Config.builder()
                .withMaxConnectionPoolSize(poolSize)
                .withConnectionAcquisitionTimeout(acquisitionTimeout.toMillis(), TimeUnit.MILLISECONDS)
                .withConnectionTimeout(3, TimeUnit.SECONDS)
                .withConnectionLivenessCheckTimeout(30, TimeUnit.SECONDS)
                .withMaxConnectionLifetime(1, TimeUnit.HOURS)
                .withTelemetryDisabled(true)
                .build();
        try {
            return GraphDatabase.driver(address, auth, config);
        } catch (Neo4jException e) {
            throw Failures.translate(e, "opening the driver", false);
        }
    }

    private static boolean isPositive(Duration duration) {
        return !duration.isNegative() && !duration.isZero();
    }

    private static void requireName(String what, String name) {
        require(
                !name.isBlank() && name.length() <= MAX_NAME && name.indexOf('\0') < 0,
                what + " must be 1 to " + MAX_NAME + " characters, not blank and without U+0000");
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
