package io.github.mem0j.pgvector;

import com.zaxxer.hikari.HikariConfig;
import io.github.mem0j.store.Limits;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Settings of a {@link PgVectorMemoryStore}. Not thread-safe. */
public final class PgVectorMemoryStoreBuilder {
    private @Nullable String jdbcUrl;
    private @Nullable String user;
    private @Nullable String password;
    private @Nullable DataSource dataSource;
    private String schema = "mem0";
    private String table = "memory";
    private int dimensions;
    private ElementType elementType = ElementType.VECTOR;
    private boolean initSchema;
    private Duration operationTimeout = Duration.ofSeconds(10);
    private Limits limits = Limits.DEFAULT;
    private Clock clock = Clock.systemUTC();

    PgVectorMemoryStoreBuilder() {}

    public PgVectorMemoryStoreBuilder jdbcUrl(String jdbcUrl) {
        this.jdbcUrl = Objects.requireNonNull(jdbcUrl, "jdbcUrl");
        return this;
    }

    public PgVectorMemoryStoreBuilder credentials(String user, String password) {
        this.user = Objects.requireNonNull(user, "user");
        this.password = Objects.requireNonNull(password, "password");
        return this;
    }

    public PgVectorMemoryStoreBuilder dataSource(DataSource dataSource) {
        this.dataSource = Objects.requireNonNull(dataSource, "dataSource");
        return this;
    }

    public PgVectorMemoryStoreBuilder schema(String schema) {
        this.schema = Objects.requireNonNull(schema, "schema");
        return this;
    }

    public PgVectorMemoryStoreBuilder table(String table) {
        this.table = Objects.requireNonNull(table, "table");
        return this;
    }

    public PgVectorMemoryStoreBuilder dimensions(int dimensions) {
        this.dimensions = dimensions;
        return this;
    }

    public PgVectorMemoryStoreBuilder elementType(ElementType elementType) {
        this.elementType = Objects.requireNonNull(elementType, "elementType");
        return this;
    }

    public PgVectorMemoryStoreBuilder initSchema() {
        this.initSchema = true;
        return this;
    }

    public PgVectorMemoryStoreBuilder operationTimeout(Duration timeout) {
        this.operationTimeout = Objects.requireNonNull(timeout, "timeout");
        return this;
    }

    public PgVectorMemoryStoreBuilder clock(Clock clock) {
        this.clock = Objects.requireNonNull(clock, "clock");
        return this;
    }

    public PgVectorMemoryStoreBuilder limits(Limits limits) {
        this.limits = Objects.requireNonNull(limits, "limits");
        return this;
    }

    public List<String> migrations(String vectorSchema) {
        Layout layout = new Layout(new Names(schema, table), vectorSchema, new VectorFormat(elementType, 0, 0));
        Migrations migrations = new Migrations(layout, dimensions);
        return IntStream.rangeClosed(1, Migrations.CURRENT)
                .mapToObj(migrations::sql)
                .toList();
    }

    public PgVectorMemoryStore build() {
        Names names = new Names(schema, table);
        ScheduledThreadPoolExecutor watchdogs = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "mem0-pgvector-watchdog");
            thread.setDaemon(true);
            return thread;
        });
        watchdogs.setRemoveOnCancelPolicy(true);
        Database database = new Database(connections(), operationTimeout, watchdogs);
        if (initSchema) {
            init(database, names);
        }
        SchemaCheck.Found found = database.read(
                "opening the store", null, session -> SchemaCheck.check(session, names, elementType, dimensions));
        database.send(found.layout().format());
        SpaceClaim space = new SpaceClaim(database, names, dimensions, found.model());
        return new PgVectorMemoryStore(database, found.layout(), space, limits, clock);
    }

    private void init(Database database, Names names) {
        database.transaction("initialising the schema", null, session -> {
            Migrations.lock(session);
            if (SchemaCheck.extension(session, names, elementType).isEmpty()) {
                session.script("CREATE EXTENSION IF NOT EXISTS vector");
            }
            Layout layout = SchemaCheck.extension(session, names, elementType).orElseThrow();
            new Migrations(layout, dimensions).run(session);
            return layout;
        });
    }

    private Connections connections() {
        if (dataSource != null) {
            return new HostConnections(dataSource);
        }
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(Objects.requireNonNull(jdbcUrl));
        config.setUsername(user);
        config.setPassword(password);
        config.setMaximumPoolSize(10);
        config.addDataSourceProperty("prepareThreshold", "1");
        return new PooledConnections(config);
    }
}
