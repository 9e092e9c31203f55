package io.github.mem0j.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.mem0j.embedded.EmbeddedMemoryStore;
import io.github.mem0j.resilience.CircuitBreaker.State;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.StoreUnavailableException;
import io.github.mem0j.testkit.Fault;
import io.github.mem0j.testkit.FaultyStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** {@code Deadline(Bulkhead(Retry(CircuitBreaker(store))))}. */
class CompositionTest {
    @Test
    void theDeadlineIsAroundTheWaitForAPlace() {
        Rig rig = new Rig(Resilience.builder().bulkhead(1, 10));
        rig.faults.inject(Fault.HANG);
        Aside<?> inside = Aside.call(() -> rig.store.get(Rig.get()));
        Aside.until("it hangs", () -> rig.faults.hanging() == 1);
        Aside<?> waiting = Aside.call(() -> rig.store.get(Rig.get()));
        Aside.until("another waits", () -> rig.resilience.bulkhead.load()[1] == 1);
        rig.clock.advance(Duration.ofSeconds(1));
        assertThat(inside.failure()).hasMessageContaining("hung until its deadline");
        // Its time began before its place was free: it is over while it still waits, or when its turn comes.
        assertThat(waiting.failure())
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageMatching(".*(waited for its turn until its deadline|its deadline has passed).*");
        assertThat(rig.below.calls()).hasSize(1);
    }

    @Test
    void theBulkheadIsAroundThePausesOfRetries() {
        Rig rig = new Rig(Resilience.builder()
                .bulkhead(1, 10)
                .readDeadline(Duration.ofHours(4))
                .pauses(Duration.ofMinutes(30), Duration.ofMinutes(60)));
        rig.faults.inject(Fault.UNAVAILABLE);
        Aside<?> call = Aside.call(() -> rig.store.get(Rig.get()));
        Aside.until("it pauses", () -> call.thread.getState() == Thread.State.TIMED_WAITING);
        assertThat(rig.resilience.bulkhead.load()).containsExactly(1, 0);
        call.thread.interrupt();
        assertThat(call.failure()).isInstanceOf(StoreUnavailableException.class);
        assertThat(rig.resilience.bulkhead.load()).containsExactly(0, 0);
    }

    @Test
    void theBreakerSeesEachAttempt() {
        Rig rig = new Rig(Resilience.builder()
                .pauses(Duration.ofMillis(1), Duration.ofMillis(2))
                .circuitBreaker(CircuitBreaker.builder("b").failures(3).build()));
        rig.faults.inject(Fault.UNAVAILABLE);
        assertThatThrownBy(() -> rig.store.get(Rig.get())).hasMessageContaining("injected");
        assertThat(rig.below.calls()).hasSize(3);
        assertThat(rig.breaker.state()).isEqualTo(State.OPEN);
    }

    /** Nothing here is on a clock that stands. */
    @Test
    void sixteenCallersOfAStoreThatHangsLeaveInTime() {
        Duration deadline = Duration.ofMillis(150);
        FaultyStore faults = FaultyStore.over(EmbeddedMemoryStore.create()).inject(Fault.HANG);
        MemoryStore store = Resilience.builder().readDeadline(deadline).build().over(faults);
        List<Long> millis = Aside.together(16, () -> {
            long start = System.nanoTime();
            Throwable failure = catchThrowable(() -> store.get(Rig.get()));
            assertThat(failure).isInstanceOf(StoreUnavailableException.class);
            return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        });
        // 50 ms, and a machine that has other things to do.
        assertThat(millis).allMatch(took -> took < deadline.toMillis() + 50 + 450);
        assertThat(faults.hanging()).isZero();
    }
}
