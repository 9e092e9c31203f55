package io.github.mem0j.neo4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.services.OwnNeo4j;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.Deadline;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.StoreAdmin;
import io.github.mem0j.store.StoreRequest;
import io.github.mem0j.store.StoreUnavailableException;
import io.github.mem0j.store.StoreUnavailableException.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** A server that hangs, one that is gone, and one that is back. */
class OutageIT {
    private static final MemoryScope SCOPE = MemoryScope.user("u");
    private static final Duration PATIENCE = Duration.ofMillis(250);
    /** For machines that are busy. */
    private static final Duration SLACK = Duration.ofSeconds(2);

    @Test
    void outagesAreTypedAndInTimeAndNothingIsLost() {
        try (OwnNeo4j server = OwnNeo4j.start();
                Neo4jMemoryStore store = Neo4jMemoryStore.builder()
                        .uri(server.uri().toString())
                        .operationTimeout(Duration.ofSeconds(60))
                        .initSchema()
                        .build()) {
            List<UUID> ids = Trial.add(store, SCOPE, 3);
            StoreAdmin admin = StoreAdmin.of(store);

            server.pause();
            assertUnavailable(store);
            server.resume();
            assertThat(admin.count(SCOPE)).as("nothing of what timed out").isEqualTo(3);

            server.kill();
            assertUnavailable(store);
            StoreUnavailableException down = catchThrowableOfType(StoreUnavailableException.class, admin::ping);
            assertThat(down.outcome()).isEqualTo(Outcome.NOT_APPLIED);

            server.restart();
            assertThat(store.get(GetRequest.of(SCOPE, ids)).memories()).hasSize(3);
            Trial.add(store, SCOPE, 1);
            assertThat(admin.count(SCOPE)).isEqualTo(4);
        }
    }

    private static void assertUnavailable(Neo4jMemoryStore store) {
        assertUnavailable(() -> store.get(bounded(GetRequest.of(SCOPE, UUID.randomUUID()))));
        assertUnavailable(() -> store.add(bounded(AddRequest.of(SCOPE, Trial.SPACE, Trial.memory("late")))));
    }

    @SuppressWarnings("unchecked")
    private static <R extends StoreRequest> R bounded(R request) {
        return (R) request.withDeadline(Deadline.after(PATIENCE));
    }

    /** No commit was ever sent, so all of these are known not to have been applied. */
    private static void assertUnavailable(ThrowingCallable call) {
        long start = System.nanoTime();
        StoreUnavailableException failure = catchThrowableOfType(StoreUnavailableException.class, call);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(PATIENCE.plus(SLACK));
        assertThat(failure).isNotNull();
        assertThat(failure.outcome()).isEqualTo(Outcome.NOT_APPLIED);
    }
}
