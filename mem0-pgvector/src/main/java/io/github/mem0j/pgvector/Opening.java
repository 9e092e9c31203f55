package io.github.mem0j.pgvector;

import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import io.github.mem0j.store.Deadline;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** What building a store does: looks at the database, creates the tables if it may, and opens the pool. */
final class Opening {
    /** Migrations of large tables, and waiting for another JVM that runs them, take their time. */
    private static final Duration INIT_PATIENCE = Duration.ofMinutes(10);

    private static final AtomicInteger POOLS = new AtomicInteger();

    /**
     * A pool of ours.
     *
     * @param url where the database is
     * @param credentials asked for each new connection; null if the URL has them, or none are needed
     */
    record Own(
            String url,
            @Nullable Supplier<Credentials> credentials,
            PoolSettings pool,
            SessionSettings session,
            Consumer<PoolStatistics> listener) {}

    /** What is looked for, and created if {@code init}. */
    record Tables(Names names, ElementType elementType, int dimensions, boolean init) {}

    /** A database that is fit for the store. */
    record Opened(Database database, SchemaCheck.Found found) {}

    private final Tables tables;
    private final Duration operationTimeout;

    Opening(Tables tables, Duration operationTimeout) {
        this.tables = tables;
        this.operationTimeout = operationTimeout;
    }

    /** On the host's connections, which are left as they are. */
    Opened host(DataSource dataSource) {
        return open(new HostConnections(dataSource), found -> new HostConnections(dataSource));
    }

    /** On a pool of ours: only when it is known how this database wants its vectors can connections be prepared. */
    Opened own(Own own) {
        String options = own.session().options(operationTimeout);
        Connector plain = new Connector(own.url(), own.credentials(), options, connection -> {});
        return open(new HostConnections(plain), found -> {
            WarmUp warmUp = new WarmUp(found.layout(), tables.dimensions());
            Connector prepared = new Connector(own.url(), own.credentials(), options, warmUp);
            try {
                String name = "mem0-pgvector-" + POOLS.incrementAndGet();
                return new PooledConnections(prepared, name, own.pool(), own.listener());
            } catch (PoolInitializationException e) {
                SQLException cause = e.getCause() instanceof SQLException known ? known : new SQLException(e);
                throw Failures.translate(cause, "opening the pool", false);
            }
        });
    }

    private Opened open(Connections first, Function<SchemaCheck.Found, Connections> connections) {
        Watchdogs watchdogs = new Watchdogs();
        try {
            Database opening = new Database(first, operationTimeout, watchdogs);
            if (tables.init()) {
                init(opening);
            }
            SchemaCheck.Found found = opening.read(
                    "opening the store",
                    null,
                    session -> SchemaCheck.check(session, tables.names(), tables.elementType(), tables.dimensions()));
            Database database = new Database(connections.apply(found), operationTimeout, watchdogs);
            database.send(found.layout().format());
            return new Opened(database, found);
        } catch (RuntimeException | Error e) {
            watchdogs.close();
            throw e;
        }
    }

    private void init(Database database) {
        database.transaction("initialising the schema", Deadline.after(INIT_PATIENCE), session -> {
            session.script("SET LOCAL statement_timeout = 0");
            Migrations.lock(session);
            if (SchemaCheck.extension(session, tables.names(), tables.elementType())
                    .isEmpty()) {
                session.script("CREATE EXTENSION IF NOT EXISTS vector");
            }
            Layout layout = SchemaCheck.extension(session, tables.names(), tables.elementType())
                    .orElseThrow();
            new Migrations(layout, tables.dimensions()).run(session);
            return layout;
        });
    }
}
