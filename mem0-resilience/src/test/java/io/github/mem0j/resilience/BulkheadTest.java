package io.github.mem0j.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.resilience.CircuitBreaker.State;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.StoreUnavailableException;
import io.github.mem0j.store.StoreUnavailableException.Outcome;
import io.github.mem0j.testkit.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class BulkheadTest {
    private final List<String> served = Collections.synchronizedList(new ArrayList<>());

    private static GetRequest of(String user) {
        return GetRequest.of(MemoryScope.user(user), Rig.id());
    }

    /** Queues a call, and returns once it waits. */
    private Aside<?> waiting(Bulkhead bulkhead, String user) {
        int before = bulkhead.load()[1];
        Aside<?> call = Aside.call(() -> {
            bulkhead.enter(of(user));
            served.add(user);
            bulkhead.leave();
            return user;
        });
        Aside.until("it waits", () -> bulkhead.load()[1] == before + 1);
        return call;
    }

    @Test
    void turnsGoByOwners() {
        Bulkhead bulkhead = new Bulkhead(1, 100);
        bulkhead.enter(of("greedy"));
        List<Aside<?>> all = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            all.add(waiting(bulkhead, "greedy"));
        }
        all.add(waiting(bulkhead, "alice"));
        all.add(waiting(bulkhead, "bob"));
        all.add(waiting(bulkhead, "alice"));
        bulkhead.leave();
        all.forEach(Aside::get);
        assertThat(served).startsWith("greedy", "alice", "bob", "greedy", "alice", "greedy");
        assertThat(bulkhead.load()).containsExactly(0, 0);
    }

    @Test
    void noMoreThanTheLimitAreInside() {
        Rig rig = new Rig(Resilience.builder().bulkhead(3, 100));
        rig.faults.inject(Fault.HANG);
        List<Aside<?>> all = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            all.add(Aside.call(() -> rig.store.get(Rig.get())));
        }
        Aside.until("all are there", () -> rig.resilience.bulkhead.load()[1] == 7);
        assertThat(rig.faults.hanging()).isEqualTo(3);
        rig.faults.heal();
        all.forEach(Aside::get);
        assertThat(rig.resilience.bulkhead.load()).containsExactly(0, 0);
    }

    @Test
    void whatIsPastItsOwnersShareFailsAtOnceAndOthersDoNot() {
        Bulkhead bulkhead = new Bulkhead(1, 2);
        bulkhead.enter(of("greedy"));
        Aside<?> first = waiting(bulkhead, "greedy");
        Aside<?> second = waiting(bulkhead, "greedy");
        assertThatThrownBy(() -> bulkhead.enter(of("greedy")))
                .isInstanceOfSatisfying(
                        StoreUnavailableException.class,
                        e -> assertThat(e.outcome()).isEqualTo(Outcome.NOT_APPLIED))
                .hasMessageContaining("2 of this owner wait already")
                .hasMessageNotContaining("greedy");
        Aside<?> other = waiting(bulkhead, "alice");
        bulkhead.leave();
        first.get();
        second.get();
        other.get();
        assertThat(bulkhead.load()).containsExactly(0, 0);
    }

    @Test
    void noneWaitIfNoneMay() {
        Bulkhead bulkhead = new Bulkhead(1, 0);
        bulkhead.enter(of("alice"));
        assertThatThrownBy(() -> bulkhead.enter(of("bob"))).isInstanceOf(StoreUnavailableException.class);
        bulkhead.leave();
        bulkhead.enter(of("bob"));
        assertThat(bulkhead.load()).containsExactly(1, 0);
    }

    @Test
    void waitingEndsByTheDeadlineAndCountsForNothing() {
        Rig rig = new Rig(Resilience.builder().bulkhead(1, 100).readDeadline(Duration.ofMillis(20)));
        rig.resilience.bulkhead.enter(of("greedy"));
        rig.clock.advance(Duration.ofMillis(1));
        for (int i = 0; i < 10; i++) {
            assertThatThrownBy(() -> rig.store.get(Rig.get()))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("waited for its turn");
        }
        assertThat(rig.below.calls()).isEmpty();
        assertThat(rig.breaker.state()).isEqualTo(State.CLOSED);
        assertThat(rig.resilience.bulkhead.load()).containsExactly(1, 0);
    }

    @Test
    void anInterruptionEndsTheWaitAtOnce() {
        Bulkhead bulkhead = new Bulkhead(1, 100);
        bulkhead.enter(of("greedy"));
        Aside<?> call = waiting(bulkhead, "alice");
        call.thread.interrupt();
        assertThat(call.failure()).isInstanceOf(StoreUnavailableException.class).hasMessageContaining("interrupted");
        assertThat(bulkhead.load()).containsExactly(1, 0);
    }

    /** Places given to those who give up at the same moment are not lost. */
    @Test
    void noPlaceIsLost() {
        Bulkhead bulkhead = new Bulkhead(2, 100);
        Aside.together(16, () -> {
            for (int i = 0; i < 500; i++) {
                Thread.currentThread().interrupt();
                boolean in = false;
                try {
                    bulkhead.enter(of("user " + i % 5));
                    in = true;
                } catch (StoreUnavailableException e) {
                    assertThat(Thread.interrupted()).isTrue();
                }
                boolean unused = Thread.interrupted();
                if (in) {
                    bulkhead.leave();
                }
            }
            return true;
        });
        assertThat(bulkhead.load()).containsExactly(0, 0);
    }

    @Test
    void refusesBadSettings() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Resilience.builder().bulkhead(0, 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Resilience.builder().bulkhead(1, -1).build());
    }
}
