package io.github.mem0j.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mem0j.model.MemoryFilter;
import io.github.mem0j.model.MemoryIds;
import io.github.mem0j.model.Relation;
import io.github.mem0j.resilience.CircuitBreaker.State;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.Deadline;
import io.github.mem0j.store.DeleteRequest;
import io.github.mem0j.store.ListRequest;
import io.github.mem0j.store.RelateRequest;
import io.github.mem0j.store.StoreRequest;
import io.github.mem0j.store.StoreUnavailableException;
import io.github.mem0j.store.StoreUnavailableException.Outcome;
import io.github.mem0j.testkit.Fault;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DeadlinesTest {
    private final Rig rig = new Rig(Resilience.builder());

    /** How long the last request that reached the store below may take. */
    private Duration allowed() {
        List<StoreRequest> calls = rig.below.calls();
        return calls.get(calls.size() - 1).deadline().remaining();
    }

    @Test
    void readsGetOneSecond() {
        rig.store.get(Rig.get());
        assertThat(allowed()).isEqualTo(Duration.ofSeconds(1));
        rig.store.search(Rig.search());
        assertThat(allowed()).isEqualTo(Duration.ofSeconds(1));
        rig.store.list(ListRequest.of(Rig.ALICE));
        assertThat(allowed()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void writesGetFive() {
        AddRequest add = Rig.add(100);
        rig.store.add(add);
        assertThat(allowed()).isEqualTo(Duration.ofSeconds(5));
        rig.store.update(Rig.update(add.memories().get(0).id()));
        assertThat(allowed()).isEqualTo(Duration.ofSeconds(5));
        rig.store.delete(Rig.delete(Rig.id()));
        assertThat(allowed()).isEqualTo(Duration.ofSeconds(5));
        rig.store.relate(relations(100));
        assertThat(allowed()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void bulkGetsAMinute() {
        rig.store.add(Rig.add(101));
        assertThat(allowed()).isEqualTo(Duration.ofSeconds(60));
        rig.store.relate(relations(101));
        assertThat(allowed()).isEqualTo(Duration.ofSeconds(60));
        List<UUID> ids = IntStream.range(0, 101).mapToObj(i -> Rig.id()).toList();
        rig.store.delete(DeleteRequest.ids(Rig.ALICE, ids));
        assertThat(allowed()).isEqualTo(Duration.ofSeconds(60));
        rig.store.delete(
                DeleteRequest.matching(Rig.ALICE, MemoryFilter.where("topic").eq("tea")));
        assertThat(allowed()).isEqualTo(Duration.ofSeconds(60));
        rig.store.delete(DeleteRequest.everything(Rig.ALICE));
        assertThat(allowed()).isEqualTo(Duration.ofSeconds(60));
    }

    private static RelateRequest relations(int number) {
        UUID from = MemoryIds.next();
        return RelateRequest.of(
                Rig.ALICE,
                IntStream.range(0, number)
                        .mapToObj(i -> Relation.of(from, MemoryIds.next()))
                        .toList());
    }

    @Test
    void othersAsTheHostSays() {
        Rig own = new Rig(Resilience.builder()
                .readDeadline(Duration.ofMillis(7))
                .writeDeadline(Duration.ofMillis(8))
                .bulkDeadline(Duration.ofMillis(9)));
        own.store.get(Rig.get());
        own.store.add(Rig.add(1));
        own.store.add(Rig.add(101));
        assertThat(own.below.calls())
                .extracting(request -> request.deadline().remaining().toMillis())
                .containsExactly(7L, 8L, 9L);
    }

    @Test
    void aCallersOwnStands() {
        for (long seconds : new long[] {1, 30}) {
            Deadline own = Deadline.after(Duration.ofSeconds(seconds), rig.clock::nanoTime);
            rig.store.get(Rig.get().withOptions(Rig.get().options().withDeadline(own)));
            assertThat(rig.below.calls())
                    .last()
                    .extracting(StoreRequest::deadline)
                    .isSameAs(own);
        }
    }

    @Test
    void whatHangsEndsByItsDeadline() {
        rig.faults.inject(Fault.HANG);
        Aside<?> call = Aside.call(() -> rig.store.get(Rig.get()));
        Aside.until("it hangs", () -> rig.faults.hanging() == 1);
        assertThat(call.isDone()).isFalse();
        rig.clock.advance(Duration.ofSeconds(1));
        assertThat(call.failure()).isInstanceOf(StoreUnavailableException.class);
        assertThat(rig.below.calls()).hasSize(1);
    }

    @Test
    void whatIsLateAlreadyIsNotTriedAndNobodysFault() {
        Deadline passed = Deadline.after(Duration.ZERO, rig.clock::nanoTime);
        for (int i = 0; i < 10; i++) {
            assertThatThrownBy(() -> rig.store.add(Rig.add(1).withDeadline(passed)))
                    .isInstanceOfSatisfying(
                            StoreUnavailableException.class,
                            e -> assertThat(e.outcome()).isEqualTo(Outcome.NOT_APPLIED));
        }
        assertThat(rig.below.calls()).isEmpty();
        assertThat(rig.breaker.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void refusesBadSettings() {
        for (Duration bad : List.of(Duration.ZERO, Duration.ofSeconds(-1))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Resilience.builder().readDeadline(bad).build())
                    .withMessageContaining("deadlines must be positive");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Resilience.builder().writeDeadline(bad).build());
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Resilience.builder().bulkDeadline(bad).build());
        }
    }
}
