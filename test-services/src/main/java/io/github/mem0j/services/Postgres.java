package io.github.mem0j.services;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * PostgreSQL with pgvector, one server for the whole build. Each test class gets a database of its own, which is dropped
 * after it. The server is where {@code MEM0_TEST_POSTGRES_URL} says, or is started: in Docker if an engine answers, else
 * natively. It keeps nothing safe from a crash (fsync is off); for that take an {@link OwnPostgres}.
 *
 * <pre>{@code
 * @RegisterExtension
 * static final Postgres postgres = Postgres.shared();
 * }</pre>
 *
 * <p>Thread-safe. All fail with an {@link IllegalStateException}: before all tests if there is no server and none can be
 * started, with what to do about it, and the accessors outside of the test class's run.
 */
public final class Postgres implements BeforeAllCallback, AfterAllCallback {
    private final boolean extension;
    private final Deque<PostgresDatabase> databases = new ArrayDeque<>();
    private @Nullable PostgresDatabase current;
    private int depth;

    private Postgres(boolean extension) {
        this.extension = extension;
    }

    /** With the extension {@code vector} created in each test class's database. */
    public static Postgres shared() {
        return new Postgres(true);
    }

    /** The same server, but the extension is left to the test. */
    public Postgres withoutExtension() {
        return new Postgres(false);
    }

    /** The test class's database. */
    public synchronized PostgresDatabase get() {
        if (current == null) {
            throw new IllegalStateException("the database is there from before all tests of the class to after all");
        }
        return current;
    }

    public String jdbcUrl() {
        return get().jdbcUrl();
    }

    /** A superuser, unless the server is one of the environment. */
    public String user() {
        return get().user();
    }

    public String password() {
        return get().password();
    }

    public String host() {
        return get().host();
    }

    public int port() {
        return get().port();
    }

    public String database() {
        return get().database();
    }

    /** One more database on the same server, empty and without the extension; dropped after the test class too. */
    public synchronized PostgresDatabase newDatabase() {
        return add("new", false);
    }

    private PostgresDatabase add(String about, boolean withExtension) {
        get();
        PostgresDatabase added = Databases.create(SharedPostgres.server(), about, withExtension);
        databases.push(added);
        return added;
    }

    /** Nested test classes share the outer one's database. */
    @Override
    public synchronized void beforeAll(ExtensionContext context) {
        if (depth++ == 0) {
            String about = context.getRequiredTestClass().getSimpleName();
            current = Databases.create(SharedPostgres.server(), about, extension);
            databases.push(current);
        }
    }

    @Override
    public synchronized void afterAll(ExtensionContext context) {
        if (--depth == 0) {
            current = null;
            while (!databases.isEmpty()) {
                Databases.drop(SharedPostgres.server(), databases.pop());
            }
        }
    }
}
