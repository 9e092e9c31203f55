package io.github.mem0j.drills;

import io.github.mem0j.neo4j.Neo4jMemoryStore;
import io.github.mem0j.services.OwnNeo4j;
import io.github.mem0j.store.MemoryStore;
import java.util.Map;
import java.util.function.Supplier;
import org.neo4j.driver.AuthTokenManagers;
import org.neo4j.driver.AuthTokens;
import org.neo4j.driver.Driver;
import org.neo4j.driver.GraphDatabase;
import org.neo4j.driver.QueryConfig;

/** A Neo4j with a user whose password changes, and one who changes it. */
final class GuardedNeo4j implements AutoCloseable {
    /** Where users are; it knows no clauses such as WITH. */
    private static final String SYSTEM = "system";

    private static final String USER = "drill";
    private static final String ADMINISTRATOR = "neo4j";
    private static final String OF_ADMINISTRATOR = "a password that stays";

    private final OwnNeo4j server;
    private final Driver administrator;

    private GuardedNeo4j(OwnNeo4j server) {
        this.server = server;
        administrator = GraphDatabase.driver(server.uri(), AuthTokens.basic(ADMINISTRATOR, OF_ADMINISTRATOR));
    }

    static GuardedNeo4j start(String password) {
        OwnNeo4j server =
                OwnNeo4j.options().set("dbms.security.auth_enabled", "true").start();
        try (Driver first = GraphDatabase.driver(server.uri(), AuthTokens.basic(ADMINISTRATOR, ADMINISTRATOR))) {
            ask(
                    first,
                    SYSTEM,
                    "ALTER CURRENT USER SET PASSWORD FROM $old TO $new",
                    Map.of("old", ADMINISTRATOR, "new", OF_ADMINISTRATOR));
        }
        GuardedNeo4j guarded = new GuardedNeo4j(server);
        ask(
                guarded.administrator,
                SYSTEM,
                "CREATE USER " + USER + " SET PASSWORD $password CHANGE NOT REQUIRED",
                Map.of("password", password));
        return guarded;
    }

    /** Ends the connections under the old one, too. */
    void change(String password) {
        ask(administrator, SYSTEM, "ALTER USER " + USER + " SET PASSWORD $password", Map.of("password", password));
        ask(
                administrator,
                "neo4j",
                "CALL dbms.listConnections() YIELD connectionId, username WHERE username = $user WITH"
                        + " collect(connectionId) AS ids CALL dbms.killConnections(ids) YIELD message RETURN message",
                Map.of("user", USER));
    }

    private static void ask(Driver driver, String database, String statement, Map<String, Object> parameters) {
        Object unused = driver.executableQuery(statement)
                .withParameters(parameters)
                .withConfig(QueryConfig.builder().withDatabase(database).build())
                .execute();
    }

    /** Asks for the password whenever the server no longer takes the last. */
    MemoryStore store(String name, Supplier<String> password) {
        return Neo4jMemoryStore.builder()
                .uri(server.uri().toString())
                .auth(AuthTokenManagers.basic(() -> AuthTokens.basic(USER, password.get())))
                .label(Companions.label(name))
                .initSchema()
                .build();
    }

    @Override
    public void close() {
        administrator.close();
        server.close();
    }
}
