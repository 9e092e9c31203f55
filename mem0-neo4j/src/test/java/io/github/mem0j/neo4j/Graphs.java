package io.github.mem0j.neo4j;

import io.github.mem0j.services.Neo4jAddress;
import java.util.List;
import java.util.Map;
import org.neo4j.driver.AuthToken;
import org.neo4j.driver.AuthTokens;
import org.neo4j.driver.Driver;
import org.neo4j.driver.GraphDatabase;
import org.neo4j.driver.Record;
import org.neo4j.driver.Session;
import org.neo4j.driver.SessionConfig;

/** The bare driver, for what tests do behind the store's back. */
final class Graphs {
    private static final SessionConfig DATABASE = SessionConfig.forDatabase("neo4j");

    private Graphs() {}

    static Driver open(Neo4jAddress server) {
        return GraphDatabase.driver(server.uri(), auth(server));
    }

    static AuthToken auth(Neo4jAddress server) {
        return server.password().isEmpty() ? AuthTokens.none() : AuthTokens.basic(server.user(), server.password());
    }

    static List<Record> run(Driver driver, String statement, Map<String, Object> parameters) {
        try (Session session = driver.session(DATABASE)) {
            return session.run(statement, parameters).list();
        }
    }

    static List<Record> run(Driver driver, String statement) {
        return run(driver, statement, Map.of());
    }

    /** Deletes all nodes of a store, and so their relationships. */
    static void empty(Driver driver, String label) {
        run(driver, "MATCH (n:`%1$s`|`%1$sOwner`|`%1$sSpace`) DETACH DELETE n".formatted(label));
    }
}
