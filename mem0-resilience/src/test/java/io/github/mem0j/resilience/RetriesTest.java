package io.github.mem0j.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.mem0j.layer.ForwardingMemoryStore;
import io.github.mem0j.model.Relation;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.AddResult;
import io.github.mem0j.store.Deadline;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.MemoryStoreException;
import io.github.mem0j.store.RelateRequest;
import io.github.mem0j.store.StoreRejectedException;
import io.github.mem0j.store.StoreUnavailableException;
import io.github.mem0j.store.StoreUnavailableException.Outcome;
import io.github.mem0j.testkit.Fault;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert;
import org.junit.jupiter.api.Test;

class RetriesTest {
    private static final Duration QUICK = Duration.ofMillis(1);

    private final Rig rig = new Rig(Resilience.builder().pauses(QUICK, QUICK.multipliedBy(2)));

    private static Outcome outcome(Throwable failure) {
        assertThat(failure).isInstanceOf(StoreUnavailableException.class);
        return ((StoreUnavailableException) failure).outcome();
    }

    private static Throwable failure(ThrowableAssert.ThrowingCallable call) {
        return Assertions.catchThrowable(call);
    }

    @Test
    void whatWasNotAppliedIsRepeated() {
        AddRequest add = Rig.add(1);
        rig.faults.injectNext(2, Fault.UNAVAILABLE);
        assertThat(rig.store.add(add).items())
                .extracting(AddResult.Item::outcome)
                .containsExactly(AddResult.Outcome.CREATED);
        rig.faults.injectNext(2, Fault.UNAVAILABLE);
        rig.store.update(Rig.update(add.memories().get(0).id()));
        assertThat(rig.below.calls()).hasSize(6);
    }

    @Test
    void twiceAndNoMore() {
        rig.faults.injectNext(3, Fault.UNAVAILABLE);
        assertThat(outcome(failure(() -> rig.store.get(Rig.get())))).isEqualTo(Outcome.NOT_APPLIED);
        assertThat(rig.below.calls()).hasSize(3);
    }

    @Test
    void neverIfTheHostSaysSo() {
        Rig never = new Rig(Resilience.builder().retries(0));
        never.faults.injectNext(1, Fault.UNAVAILABLE);
        assertThat(outcome(failure(() -> never.store.get(Rig.get())))).isEqualTo(Outcome.NOT_APPLIED);
        assertThat(never.below.calls()).hasSize(1);
    }

    @Test
    void anUnknownInsertIsRepeatedAndFindsItself() {
        AddRequest add = Rig.add(2);
        rig.faults.injectNext(1, Fault.FAIL_AFTER_WRITE);
        assertThat(rig.store.add(add).items())
                .extracting(AddResult.Item::outcome)
                .containsExactly(AddResult.Outcome.CREATED, AddResult.Outcome.CREATED);
        rig.faults.injectNext(1, Fault.FAIL_AFTER_WRITE);
        rig.store.relate(RelateRequest.of(
                Rig.ALICE,
                Relation.of(add.memories().get(0).id(), add.memories().get(1).id())));
        assertThat(rig.below.calls()).hasSize(4);
    }

    @Test
    void anUnknownUpdateUpsertOrDeleteIsNot() {
        AddRequest add = Rig.add(1);
        rig.store.add(add);
        rig.below.reset();
        rig.faults.inject(Fault.FAIL_AFTER_WRITE);
        assertThat(outcome(failure(
                        () -> rig.store.update(Rig.update(add.memories().get(0).id())))))
                .isEqualTo(Outcome.UNKNOWN);
        assertThat(outcome(failure(() -> rig.store.add(add.withMode(AddRequest.Mode.UPSERT)))))
                .isEqualTo(Outcome.UNKNOWN);
        assertThat(outcome(failure(
                        () -> rig.store.delete(Rig.delete(add.memories().get(0).id())))))
                .isEqualTo(Outcome.UNKNOWN);
        assertThat(rig.below.calls()).hasSize(3);
    }

    @Test
    void onceUnknownTheWholeStaysUnknown() {
        Scripted store = new Scripted(
                StoreUnavailableException.unknown("lost", null), StoreUnavailableException.notApplied("down", null));
        assertThat(outcome(failure(() -> store.over(Resilience.builder()).add(Rig.add(1)))))
                .isEqualTo(Outcome.UNKNOWN);
        assertThat(store.failures).isEmpty();
    }

    /** Somebody changed the memory between the attempts: the first may have been applied all the same. */
    @Test
    void aRejectionAfterAnUnknownOutcomeIsNotTheWholeTruth() {
        StoreRejectedException rejected = new StoreRejectedException(StoreRejectedException.Reason.ID_TAKEN, "taken");
        Scripted store = new Scripted(StoreUnavailableException.unknown("lost", null), rejected);
        Throwable failure = failure(() -> store.over(Resilience.builder()).add(Rig.add(1)));
        assertThat(outcome(failure)).isEqualTo(Outcome.UNKNOWN);
        assertThat(failure).hasCause(rejected);
        Scripted sure = new Scripted(StoreUnavailableException.notApplied("down", null), rejected);
        assertThat(failure(() -> sure.over(Resilience.builder()).add(Rig.add(1))))
                .isSameAs(rejected);
    }

    @Test
    void rejectionsAreNotRepeated() {
        rig.faults.inject(Fault.REJECTED);
        assertThat(failure(() -> rig.store.get(Rig.get()))).isInstanceOf(StoreRejectedException.class);
        assertThat(rig.below.calls()).hasSize(1);
    }

    @Test
    void notWhenTheDeadlineIsNear() {
        rig.faults.inject(Fault.UNAVAILABLE);
        Deadline near = Deadline.after(QUICK.multipliedBy(4), rig.clock::nanoTime);
        assertThat(outcome(failure(() -> rig.store.add(Rig.add(1).withDeadline(near)))))
                .isEqualTo(Outcome.NOT_APPLIED);
        assertThat(rig.below.calls()).hasSize(1);
    }

    @Test
    void notOnceTheBreakerIsOpen() {
        Rig one = new Rig(Resilience.builder()
                .circuitBreaker(CircuitBreaker.builder("b").failures(1).build()));
        one.faults.inject(Fault.UNAVAILABLE);
        assertThat(failure(() -> one.store.get(Rig.get()))).hasMessageContaining("injected");
        assertThat(one.below.calls()).hasSize(1);
    }

    @Test
    void anInterruptionEndsThePause() {
        Rig slow = new Rig(Resilience.builder()
                .readDeadline(Duration.ofHours(4))
                .pauses(Duration.ofMinutes(30), Duration.ofMinutes(60)));
        slow.faults.inject(Fault.UNAVAILABLE);
        Aside<Boolean> call = Aside.call(() -> {
            assertThat(outcome(failure(() -> slow.store.get(Rig.get())))).isEqualTo(Outcome.NOT_APPLIED);
            return Thread.currentThread().isInterrupted();
        });
        Aside.until("it pauses", () -> call.thread.getState() == Thread.State.TIMED_WAITING);
        call.thread.interrupt();
        assertThat(call.get()).isTrue();
        assertThat(slow.below.calls()).hasSize(1);
    }

    @Test
    void refusesBadSettings() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Resilience.builder().retries(-1).build())
                .withMessageContaining("retries");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Resilience.builder().pauses(QUICK, QUICK).build());
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> Resilience.builder().pauses(Duration.ZERO, QUICK).build());
    }

    /** Adds fail one way after the other. */
    private static final class Scripted {
        final Queue<MemoryStoreException> failures;

        Scripted(MemoryStoreException... failures) {
            this.failures = new ArrayDeque<>(List.of(failures));
        }

        MemoryStore over(Resilience.Builder builder) {
            Rig inner = new Rig(Resilience.builder());
            return builder.retries(failures.size() - 1)
                    .pauses(QUICK, QUICK.multipliedBy(2))
                    .build()
                    .over(new ForwardingMemoryStore(inner.store) {
                        @Override
                        public AddResult add(AddRequest request) {
                            throw failures.remove();
                        }
                    });
        }
    }
}
