package io.github.mem0j.services;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Neo4j 5.26, one server for the whole build, with APOC's core. Each test class gets a namespace of its own, to begin all
 * its labels, relationship types and indexes with; what it leaves behind stays until the server ends. The server is where
 * {@code MEM0_TEST_NEO4J_URL} says, or is started: in Docker if an engine answers, else in a JVM of its own. Others use it
 * too: who kills, or needs the database for itself, takes an {@link OwnNeo4j}.
 *
 * <pre>{@code
 * @RegisterExtension
 * static final Neo4j neo4j = Neo4j.shared();
 * }</pre>
 *
 * <p>Thread-safe. All fail with an {@link IllegalStateException}: before all tests if there is no server and none can be
 * started, with what to do about it, and the accessors outside of the test class's run.
 */
public final class Neo4j implements BeforeAllCallback, AfterAllCallback {
    private @Nullable String namespace;
    private int depth;

    private Neo4j() {}

    public static Neo4j shared() {
        return new Neo4j();
    }

    /** The server. */
    public Neo4jAddress get() {
        namespace();
        return SharedNeo4j.server();
    }

    public URI uri() {
        return get().uri();
    }

    /** Letters and digits, at most 28 and a letter first, that no other run of a test class has. */
    public synchronized String namespace() {
        if (namespace == null) {
            throw new IllegalStateException("the namespace is there from before all tests of the class to after all");
        }
        return namespace;
    }

    /** Nested test classes share the outer one's namespace. */
    @Override
    public synchronized void beforeAll(ExtensionContext context) {
        if (depth++ == 0) {
            SharedNeo4j.server();
            namespace = RedisKeys.newNamespace(context.getRequiredTestClass().getSimpleName());
        }
    }

    @Override
    public synchronized void afterAll(ExtensionContext context) {
        if (--depth == 0) {
            namespace = null;
        }
    }
}
