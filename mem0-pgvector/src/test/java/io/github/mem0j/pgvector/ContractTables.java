package io.github.mem0j.pgvector;

import io.github.mem0j.services.PostgresDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** The tables of a contract's class, in the schema "contract": made by its first case, and emptied before each other. */
final class ContractTables implements AutoCloseable {
    static final String SCHEMA = "contract";

    private static final String EMPTY = """
            DO $$ BEGIN
                IF to_regclass('contract.memory') IS NOT NULL THEN
                    %s
                    DELETE FROM contract.memory_ann;
                    UPDATE contract.memory_meta SET model = NULL;
                END IF;
            END $$""";

    private final Connection connection;

    ContractTables(PostgresDatabase database) {
        try {
            connection = database.connect();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The quicker way: neither files nor plans are made anew. */
    void delete() {
        run("DELETE FROM contract.memory; -- and so their relations");
    }

    /** Leaves no dead rows, which an approximate index would still meet. */
    void truncate() {
        run("TRUNCATE contract.memory, contract.memory_relation;");
    }

    /** Of tables that have a feed. */
    void deleteWithFeed() {
        run("DELETE FROM contract.memory; DELETE FROM contract.memory_feed;");
    }

    private void run(String statement) {
        try (Statement all = connection.createStatement()) {
            all.execute(EMPTY.formatted(statement));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
