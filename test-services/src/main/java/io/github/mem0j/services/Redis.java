package io.github.mem0j.services;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Redis, one server for the whole build. Each test class gets a namespace of its own, to put into all its keys and
 * channels; the keys are deleted after it. The server is where {@code MEM0_TEST_REDIS_URL} says, or is started: in
 * Docker if an engine answers, else natively, 6.2 or later. Others use it too: who flushes, pauses or kills, takes an
 * {@link OwnRedis}.
 *
 * <pre>{@code
 * @RegisterExtension
 * static final Redis redis = Redis.shared();
 * }</pre>
 *
 * <p>Thread-safe. All fail with an {@link IllegalStateException}: before all tests if there is no server and none can be
 * started, with what to do about it, and the accessors outside of the test class's run.
 */
public final class Redis implements BeforeAllCallback, AfterAllCallback {
    private @Nullable String namespace;
    private int depth;

    private Redis() {}

    public static Redis shared() {
        return new Redis();
    }

    /** The server. */
    public RedisAddress get() {
        namespace();
        return SharedRedis.server();
    }

    public String host() {
        return get().host();
    }

    public int port() {
        return get().port();
    }

    /** With user and password, if the server is one of the environment that wants them. */
    public URI uri() {
        return get().uri();
    }

    /** Letters and digits, at most 28, that no other run of a test class has. */
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
            SharedRedis.server();
            namespace = RedisKeys.newNamespace(context.getRequiredTestClass().getSimpleName());
        }
    }

    @Override
    public synchronized void afterAll(ExtensionContext context) {
        if (--depth == 0 && namespace != null) {
            String ended = namespace;
            namespace = null;
            RedisKeys.delete(SharedRedis.server(), ended);
        }
    }
}
