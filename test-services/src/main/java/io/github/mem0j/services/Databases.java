package io.github.mem0j.services;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;

/** Creates and drops databases. */
final class Databases {
    private Databases() {}

    /** @param about goes into its name */
    static PostgresDatabase create(PostgresDatabase server, String about, boolean withExtension) {
        String readable = about.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
        String name = "mem0_" + readable.substring(0, Math.min(30, readable.length())) + "_"
                + Passwords.random().substring(0, 12);
        PostgresDatabase database = server.named(name);
        execute(server, "CREATE DATABASE " + name);
        if (withExtension) {
            execute(database, "CREATE EXTENSION vector");
        }
        return database;
    }

    /** Whoever is still connected. */
    static void drop(PostgresDatabase server, PostgresDatabase database) {
        execute(server, "DROP DATABASE IF EXISTS " + database.database() + " WITH (FORCE)");
    }

    /** The first column of the first row. */
    static String ask(PostgresDatabase database, String sql) {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        } catch (SQLException e) {
            throw new IllegalStateException(database + " refuses \"" + sql + "\"", e);
        }
    }

    static void execute(PostgresDatabase database, String sql) {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(
                    database + " refuses \"" + sql
                            + "\"; its user must be allowed to create databases and extensions, and"
                            + " pgvector must be installed in it",
                    e);
        }
    }
}
