package io.github.mem0j.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.mem0j.model.Embedding;
import io.github.mem0j.model.EmbeddingSpace;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.resilience.CircuitBreaker.State;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.Deadline;
import io.github.mem0j.store.SearchRequest;
import io.github.mem0j.store.StoreAdmin;
import io.github.mem0j.store.StoreCorruptedException;
import io.github.mem0j.store.StoreRejectedException;
import io.github.mem0j.store.StoreUnavailableException;
import io.github.mem0j.store.StoreUnavailableException.Outcome;
import io.github.mem0j.testkit.Fault;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What counts with the breaker, and what reaches the store. */
class ResilientStoreTest {
    private static final int MANY = 50;

    private final Rig rig = rig(Duration.ofHours(1));

    private static Rig rig(Duration openFor) {
        return new Rig(Resilience.builder()
                .retries(0)
                .circuitBreaker(CircuitBreaker.builder("b").openFor(openFor).build()));
    }

    private void failing(Runnable call) {
        for (int i = 0; i < MANY; i++) {
            assertThat(catchThrowable(call::run)).isNotNull();
        }
    }

    @Test
    void fiveCallsReachADeadStoreAndTheRestFailAtOnce() {
        rig.faults.inject(Fault.UNAVAILABLE);
        failing(() -> rig.store.get(Rig.get()));
        assertThat(rig.below.calls()).hasSize(5);
        assertThatThrownBy(() -> rig.store.add(Rig.add(1)))
                .isInstanceOfSatisfying(
                        StoreUnavailableException.class,
                        e -> assertThat(e.outcome()).isEqualTo(Outcome.NOT_APPLIED))
                .hasMessageContaining("ADD was not tried: circuit breaker 'b' is open");
    }

    @Test
    void sixteenThreadsOnADeadStore() {
        rig.faults.inject(Fault.UNAVAILABLE);
        List<Throwable> failures = Aside.together(16, () -> {
            Throwable last = null;
            for (int i = 0; i < MANY; i++) {
                last = catchThrowable(() -> rig.store.search(Rig.search()));
            }
            return last;
        });
        assertThat(failures).allMatch(StoreUnavailableException.class::isInstance);
        // The threshold, and those that were under way when it was reached.
        assertThat(rig.below.calls()).hasSizeBetween(5, 5 + 15);
    }

    @Test
    void whatIsRejectedOrCorruptedNeverOpens() {
        rig.faults.inject(Fault.REJECTED);
        failing(() -> rig.store.get(Rig.get()));
        rig.faults.inject(Fault.CORRUPTED);
        failing(() -> rig.store.get(Rig.get()));
        assertThat(rig.below.calls()).hasSize(2 * MANY);
        assertThat(rig.breaker.state()).isEqualTo(State.CLOSED);
        assertThatThrownBy(() -> rig.store.get(Rig.get())).isInstanceOf(StoreCorruptedException.class);
    }

    @Test
    void callersMistakesNeverOpen() {
        rig.store.add(Rig.add(1));
        failing(() -> rig.store.get(null));
        failing(() ->
                rig.store.search(SearchRequest.of(Rig.ALICE, new EmbeddingSpace("other", 2), Embedding.of(1, 1))));
        AddRequest taken = Rig.add(1);
        rig.store.add(taken);
        failing(() -> rig.store.add(AddRequest.of(
                Rig.ALICE,
                Rig.SPACE,
                taken.memories().stream()
                        .map(memory ->
                                NewMemory.of("another", memory.embedding()).withId(memory.id()))
                        .toList())));
        assertThat(rig.breaker.state()).isEqualTo(State.CLOSED);
        assertThatThrownBy(() -> rig.store.search(
                        SearchRequest.of(Rig.ALICE, new EmbeddingSpace("other", 2), Embedding.of(1, 1))))
                .isInstanceOf(StoreRejectedException.class);
    }

    @Test
    void interruptedCallersNeverOpen() {
        rig.faults.inject(Fault.HANG);
        for (int i = 0; i < 10; i++) {
            Aside<?> call = Aside.call(() -> rig.store.get(Rig.get()));
            Aside.until("it hangs", () -> rig.faults.hanging() == 1);
            call.thread.interrupt();
            assertThat(call.failure()).isInstanceOf(StoreUnavailableException.class);
            Aside.until("it left", () -> rig.faults.hanging() == 0);
        }
        assertThat(rig.breaker.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void callersInTooMuchOfAHurryNeverOpen() {
        hang(Duration.ofMillis(99), 10);
        assertThat(rig.breaker.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void callersWhoWaitedDo() {
        hang(Duration.ofMillis(100), 5);
        assertThat(rig.breaker.state()).isEqualTo(State.OPEN);
    }

    private void hang(Duration patience, int times) {
        rig.faults.inject(Fault.HANG);
        for (int i = 0; i < times; i++) {
            Deadline deadline = Deadline.after(patience, rig.clock::nanoTime);
            Aside<?> call = Aside.call(() -> rig.store.add(Rig.add(1).withDeadline(deadline)));
            Aside.until("it hangs", () -> rig.faults.hanging() == 1);
            rig.clock.advance(patience);
            assertThat(call.failure()).isInstanceOf(StoreUnavailableException.class);
        }
    }

    @Test
    void oneCallAtATimeTriesAndClosesAgain() {
        Rig brief = rig(Duration.ofMillis(20));
        brief.faults.inject(Fault.UNAVAILABLE);
        failing(() -> brief.store.get(Rig.get()));
        brief.faults.inject(Fault.HANG);
        Aside<?> probe = Aside.call(() -> {
            Aside.until("half open", () -> {
                Throwable unused = catchThrowable(() -> brief.store.get(Rig.get()));
                return brief.breaker.state() == State.CLOSED;
            });
            return true;
        });
        Aside.until("the probe", () -> brief.faults.hanging() == 1);
        long reached = brief.below.calls().size();
        failing(() -> brief.store.get(Rig.get()));
        assertThat(brief.below.calls()).as("nobody else").hasSize((int) reached);
        brief.faults.heal();
        assertThat(probe.get()).isEqualTo(true);
        brief.store.get(Rig.get());
    }

    @Test
    void operatorsGoByTheBreakerButCanPing() {
        StoreAdmin admin = StoreAdmin.of(rig.store);
        rig.breaker.open("maintenance");
        assertThatThrownBy(() -> admin.erase(Rig.ALICE))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("by hand (maintenance)");
        admin.ping();
        rig.breaker.close("done");
        assertThat(admin.erase(Rig.ALICE)).isZero();
        rig.faults.inject(Fault.UNAVAILABLE);
        failing(admin::ping);
        assertThat(rig.breaker.state()).isEqualTo(State.CLOSED);
        failing(admin::purgeExpired);
        assertThat(rig.breaker.state()).isEqualTo(State.OPEN);
    }
}
