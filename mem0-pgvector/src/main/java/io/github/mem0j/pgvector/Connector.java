package io.github.mem0j.pgvector;

import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.postgresql.PGProperty;
import org.postgresql.jdbc.PgConnection;
import org.slf4j.LoggerFactory;

/** Opens connections for a pool, each prepared before it is first used. What the URL says wins. Thread-safe. */
final class Connector implements DataSource, AutoCloseable {
    /** Done to each new connection. */
    interface Preparation {
        void prepare(PgConnection connection) throws SQLException;
    }

    private static final org.slf4j.Logger log = LoggerFactory.getLogger(Connector.class);
    private static final String OPENING_SECONDS = "5";

    private static final Map<PGProperty, String> DEFAULTS = Map.of(
            PGProperty.APPLICATION_NAME, "mem0j",
            PGProperty.PREPARE_THRESHOLD, "1",
            PGProperty.PREPARED_STATEMENT_CACHE_QUERIES, "128",
            PGProperty.ASSUME_MIN_SERVER_VERSION, "15",
            PGProperty.TCP_KEEP_ALIVE, "true",
            PGProperty.CONNECT_TIMEOUT, OPENING_SECONDS,
            // Only while it is being opened: after that leases and the pool look after time.
            PGProperty.SOCKET_TIMEOUT, OPENING_SECONDS,
            PGProperty.CANCEL_SIGNAL_TIMEOUT, "2",
            // The server's details quote rows.
            PGProperty.LOG_SERVER_ERROR_DETAIL, "false");

    private final Driver driver = new Driver();
    private final String url;
    private final boolean ownSocketTimeout;
    private final @Nullable Supplier<Credentials> credentials;
    private final Preparation preparation;
    private final Set<Connection> opened = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /** @param options of the session; those in the URL come after them and win */
    Connector(String url, @Nullable Supplier<Credentials> credentials, String options, Preparation preparation) {
        Properties given = parse(url);
        this.ownSocketTimeout = given.containsKey(PGProperty.SOCKET_TIMEOUT.getName());
        this.credentials = credentials;
        this.preparation = preparation;
        String theirs = given.getProperty(PGProperty.OPTIONS.getName(), "");
        this.url = options.isEmpty() ? url : withOptions(url, (options + " " + theirs).strip());
    }

    /** Its properties, which may hold a password: never quoted. */
    static Properties parse(String url) {
        Properties properties = Driver.parseURL(url, new Properties());
        if (properties == null) {
            throw new IllegalArgumentException(
                    "jdbcUrl is not of the form jdbc:postgresql://host:port/database?property=value");
        }
        return properties;
    }

    /** Of a property that a URL has twice, the driver takes the last. */
    private static String withOptions(String url, String options) {
        return url + (url.indexOf('?') < 0 ? '?' : '&') + "options="
                + URLEncoder.encode(options, StandardCharsets.UTF_8);
    }

    @Override
    public Connection getConnection() throws SQLException {
        Properties properties = new Properties();
        DEFAULTS.forEach((property, value) -> property.set(properties, value));
        if (credentials != null) {
            Credentials current = credentials.get();
            properties.setProperty("user", current.user());
            properties.setProperty("password", current.password());
        }
        Connection connection = driver.connect(url, properties);
        if (connection == null) {
            throw new SQLException("the driver does not accept the URL", "08001");
        }
        try {
            preparation.prepare((PgConnection) connection);
            if (!ownSocketTimeout) {
                connection.setNetworkTimeout(Runnable::run, 0);
            }
            opened.removeIf(Connector::isClosed);
            opened.add(connection);
            if (closed) {
                throw new SQLException("the pool was closed meanwhile", "08003");
            }
            return connection;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    private static boolean isClosed(Connection connection) {
        try {
            return connection.isClosed();
        } catch (SQLException e) {
            return false;
        }
    }

    /**
     * Closes what is still open, once the pool is closed: HikariCP forgets connections that are being opened then, and
     * they would stay until the server went.
     */
    @Override
    public void close() {
        closed = true;
        for (Connection connection : opened) {
            try {
                connection.close();
            } catch (SQLException e) {
                log.debug("a connection did not close in good order", e);
            }
        }
    }

    @Override
    public Connection getConnection(String username, String password) throws SQLException {
        throw new SQLFeatureNotSupportedException("credentials are the builder's");
    }

    @Override
    public @Nullable PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public void setLogWriter(@Nullable PrintWriter out) {}

    /** Pools set it; the properties above bound more of it. */
    @Override
    public void setLoginTimeout(int seconds) {}

    @Override
    public int getLoginTimeout() {
        return 0;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        throw new SQLException("wraps nothing");
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return false;
    }

    /** Without the URL, which may hold a password. */
    @Override
    public String toString() {
        return "Connector";
    }
}
