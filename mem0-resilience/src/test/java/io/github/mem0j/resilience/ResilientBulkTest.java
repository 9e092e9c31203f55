package io.github.mem0j.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.embedded.EmbeddedMemoryStore;
import io.github.mem0j.model.Embedding;
import io.github.mem0j.model.EmbeddingSpace;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.resilience.CircuitBreaker.State;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.AddResult;
import io.github.mem0j.store.BulkOutcome;
import io.github.mem0j.store.BulkStore;
import io.github.mem0j.store.Deadline;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.Operation;
import io.github.mem0j.store.StoreAdmin;
import io.github.mem0j.store.StoreUnavailableException;
import io.github.mem0j.store.StoreUnavailableException.Outcome;
import io.github.mem0j.testkit.Fault;
import io.github.mem0j.testkit.FaultyStore;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Several requests in one call are guarded as one. */
class ResilientBulkTest {
    private static final EmbeddingSpace SPACE = new EmbeddingSpace("bulk", 2);
    private static final MemoryScope ANN = MemoryScope.user("ann");

    private final MemoryStore embedded = EmbeddedMemoryStore.create();
    private final FaultyStore faults = FaultyStore.over(embedded);
    private final Resilience resilience = Resilience.builder()
            .writeDeadline(Duration.ofSeconds(20))
            .pauses(Duration.ofMillis(1), Duration.ofMillis(2))
            .bulkhead(1, 1)
            .circuitBreaker(CircuitBreaker.builder("b").failures(4).build())
            .build();
    private final BulkStore bulk = BulkStore.of(resilience.over(faults));

    private static AddRequest add(MemoryScope scope) {
        return AddRequest.of(scope, SPACE, NewMemory.of("text", Embedding.of(1, 2)));
    }

    private final List<AddRequest> two = List.of(add(ANN), add(MemoryScope.user("bob")));

    private static void assertUnavailable(List<BulkOutcome<AddResult>> outcomes, Outcome outcome) {
        assertThat(outcomes)
                .hasSize(2)
                .allSatisfy(each -> assertThat(each.failure())
                        .isInstanceOfSatisfying(
                                StoreUnavailableException.class,
                                e -> assertThat(e.outcome()).isEqualTo(outcome)));
    }

    @Test
    void whatFailsAsAWholeIsRepeated() {
        faults.injectNext(1, Fault.FAIL_AFTER_WRITE, Operation.ADD);
        assertThat(bulk.addAll(two))
                .allSatisfy(each -> assertThat(each.get().ids()).hasSize(1));
        assertThat(StoreAdmin.of(embedded).count()).isEqualTo(2);
    }

    @Test
    void whatMayHaveBeenAppliedOnceStaysUnknown() {
        faults.injectNext(1, Fault.FAIL_AFTER_WRITE, Operation.ADD);
        List<AddRequest> upserts = two.stream()
                .map(request -> request.withMode(AddRequest.Mode.UPSERT))
                .toList();
        assertUnavailable(bulk.addAll(upserts), Outcome.UNKNOWN);
        assertThat(StoreAdmin.of(embedded).count()).isEqualTo(2);
    }

    @Test
    void theBreakerSeesOneFailureForEachAttemptAndThenRefuses() {
        faults.inject(Fault.UNAVAILABLE, Operation.ADD);
        assertUnavailable(bulk.addAll(two), Outcome.NOT_APPLIED);
        assertThat(resilience.circuitBreaker().state()).isEqualTo(State.CLOSED);
        assertUnavailable(bulk.addAll(two), Outcome.NOT_APPLIED);
        assertThat(resilience.circuitBreaker().state()).isEqualTo(State.OPEN);
        faults.heal();
        assertUnavailable(bulk.addAll(two), Outcome.NOT_APPLIED);
        assertThat(StoreAdmin.of(embedded).count()).isZero();
    }

    @Test
    void oneThatIsLateFailsAloneAndIsNoFailureOfTheStore() {
        List<BulkOutcome<AddResult>> outcomes =
                bulk.addAll(List.of(two.get(0).withDeadline(Deadline.after(Duration.ofMillis(-1))), two.get(1)));
        assertThat(outcomes.get(0).isUnavailable()).isTrue();
        assertThat(outcomes.get(1).get().ids()).hasSize(1);
        assertThat(StoreAdmin.of(embedded).count(ANN)).isZero();
        assertThat(resilience.bulkhead.load()).containsExactly(0, 0);
    }
}
