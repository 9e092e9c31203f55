package io.github.mem0j.services;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/** Where a database is and how to get in. Immutable. */
public record PostgresDatabase(String host, int port, String database, String user, String password) {
    /** Without user and password. */
    public String jdbcUrl() {
        return "jdbc:postgresql://" + host + ":" + port + "/" + database;
    }

    /** A new connection, for the caller to close; waits for at most 10 s to connect and 60 s for an answer. */
    public Connection connect() throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        properties.setProperty("connectTimeout", "10");
        properties.setProperty("loginTimeout", "20");
        properties.setProperty("socketTimeout", "60");
        return DriverManager.getConnection(jdbcUrl(), properties);
    }

    /** The same database, reached through a proxy in front of its server. */
    public PostgresDatabase through(TcpProxy proxy) {
        return new PostgresDatabase(proxy.host(), proxy.port(), database, user, password);
    }

    PostgresDatabase named(String other) {
        return new PostgresDatabase(host, port, other, user, password);
    }

    /** Leaves out the password. */
    @Override
    public String toString() {
        return user + " at " + jdbcUrl();
    }
}
