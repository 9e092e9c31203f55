package io.github.mem0j.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.mem0j.resilience.CircuitBreaker.Change;
import io.github.mem0j.resilience.CircuitBreaker.State;
import io.github.mem0j.testkit.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class CircuitBreakerTest {
    private static final Duration LONG = Duration.ofHours(1);
    private static final Duration SHORT = Duration.ofMillis(20);

    private final List<Change> changes = Collections.synchronizedList(new ArrayList<>());

    private CircuitBreaker breaker(int failures, Duration openFor) {
        return CircuitBreaker.builder("b")
                .failures(failures)
                .openFor(openFor)
                .listener(changes::add)
                .build();
    }

    private static void fail(CircuitBreaker breaker, int times) {
        for (int i = 0; i < times; i++) {
            breaker.failed(breaker.acquire(), "no answer");
        }
    }

    /** The permit of the one call that tries, once the time is over. */
    private static long probe(CircuitBreaker breaker) {
        long[] permit = {CircuitBreaker.NO_PERMIT};
        Aside.until("half open", () -> {
            permit[0] = breaker.acquire();
            return permit[0] != CircuitBreaker.NO_PERMIT;
        });
        return permit[0];
    }

    @Test
    void opensAfterThatManyFailuresInARow() {
        CircuitBreaker breaker = breaker(3, LONG);
        fail(breaker, 2);
        breaker.succeeded(breaker.acquire());
        fail(breaker, 2);
        assertThat(breaker.state()).isEqualTo(State.CLOSED);
        fail(breaker, 1);
        assertThat(breaker.state()).isEqualTo(State.OPEN);
        assertThat(breaker.acquire()).isEqualTo(CircuitBreaker.NO_PERMIT);
        assertThat(breaker.refusal()).contains("'b' is open for another 3").contains("no answer");
    }

    @Test
    void presetsAreTheSeeds() {
        CircuitBreaker postgres = CircuitBreaker.postgres().build();
        fail(postgres, 4);
        assertThat(postgres.state()).isEqualTo(State.CLOSED);
        fail(postgres, 1);
        assertThat(postgres.refusal()).containsPattern("'postgres' is open for another (30000|2\\d{4}) ms");
        CircuitBreaker neo4j = CircuitBreaker.neo4j().build();
        fail(neo4j, 2);
        assertThat(neo4j.state()).isEqualTo(State.CLOSED);
        fail(neo4j, 1);
        assertThat(neo4j.refusal()).containsPattern("'neo4j' is open for another 4\\d{4} ms");
    }

    @Test
    void halfOpenClosesWithASuccess() {
        CircuitBreaker breaker = breaker(1, SHORT);
        fail(breaker, 1);
        long permit = probe(breaker);
        assertThat(breaker.state()).isEqualTo(State.HALF_OPEN);
        breaker.succeeded(permit);
        assertThat(breaker.state()).isEqualTo(State.CLOSED);
        assertThat(changes).extracting(Change::to).containsExactly(State.OPEN, State.HALF_OPEN, State.CLOSED);
        assertThat(changes).extracting(Change::from).containsExactly(State.CLOSED, State.OPEN, State.HALF_OPEN);
        assertThat(changes).extracting(Change::reason).first().isEqualTo("no answer");
        assertThat(breaker.lastChange()).isEqualTo(changes.get(2));
    }

    @Test
    void halfOpenOpensWithAFailure() {
        CircuitBreaker breaker = breaker(5, SHORT);
        fail(breaker, 5);
        breaker.failed(probe(breaker), "still none");
        assertThat(breaker.state()).isEqualTo(State.OPEN);
        assertThat(changes).extracting(Change::to).containsExactly(State.OPEN, State.HALF_OPEN, State.OPEN);
        breaker.succeeded(probe(breaker));
        assertThat(breaker.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void halfOpenLetsOneInAtATime() {
        CircuitBreaker breaker = breaker(1, SHORT);
        for (int round = 0; round < 50; round++) {
            fail(breaker, 1);
            long permit = probe(breaker);
            assertThat(Aside.together(16, breaker::acquire)).containsOnly(CircuitBreaker.NO_PERMIT);
            breaker.ignored(permit);
            List<Long> next = Aside.together(16, breaker::acquire);
            assertThat(next)
                    .filteredOn(given -> given != CircuitBreaker.NO_PERMIT)
                    .hasSize(1);
            breaker.succeeded(Collections.max(next));
        }
        assertThat(changes)
                .extracting(Change::to)
                .startsWith(State.OPEN, State.HALF_OPEN, State.CLOSED)
                .hasSize(150);
    }

    @Test
    void callsFromBeforeAChangeHaveNoSay() {
        CircuitBreaker breaker = breaker(1, SHORT);
        long early = breaker.acquire();
        fail(breaker, 1);
        long probe = probe(breaker);
        breaker.failed(early, "late");
        breaker.succeeded(early);
        breaker.ignored(early);
        assertThat(breaker.state()).isEqualTo(State.HALF_OPEN);
        assertThat(breaker.acquire()).isEqualTo(CircuitBreaker.NO_PERMIT);
        breaker.succeeded(probe);
        breaker.failed(early, "later");
        assertThat(breaker.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void whatIsIgnoredIsNeitherSuccessNorFailure() {
        CircuitBreaker breaker = breaker(2, LONG);
        fail(breaker, 1);
        breaker.ignored(breaker.acquire());
        fail(breaker, 1);
        assertThat(breaker.state()).isEqualTo(State.OPEN);
    }

    @Test
    void staysOpenByHand() {
        CircuitBreaker breaker = breaker(5, SHORT);
        long early = breaker.acquire();
        breaker.open("maintenance");
        breaker.succeeded(early);
        long until = System.nanoTime() + SHORT.multipliedBy(3).toNanos();
        Aside.until("the time is over", () -> System.nanoTime() > until);
        assertThat(breaker.acquire()).isEqualTo(CircuitBreaker.NO_PERMIT);
        assertThat(breaker.state()).isEqualTo(State.OPEN);
        assertThat(breaker.refusal()).contains("by hand (maintenance)");
        breaker.close("done");
        assertThat(breaker.acquire()).isNotEqualTo(CircuitBreaker.NO_PERMIT);
        assertThat(changes).extracting(Change::reason).containsExactly("maintenance", "done");
    }

    @Test
    void opensByHandWhenOpenAlready() {
        CircuitBreaker breaker = breaker(1, SHORT);
        fail(breaker, 1);
        breaker.open("maintenance");
        long until = System.nanoTime() + SHORT.multipliedBy(3).toNanos();
        Aside.until("the time is over", () -> System.nanoTime() > until);
        assertThat(breaker.acquire()).isEqualTo(CircuitBreaker.NO_PERMIT);
        breaker.close("done");
        assertThat(breaker.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void changesAreDated() {
        ManualClock clock = ManualClock.create();
        CircuitBreaker breaker = CircuitBreaker.builder("b").clock(clock).build();
        assertThat(breaker.lastChange()).isEqualTo(new Change("b", State.CLOSED, State.CLOSED, "new", clock.instant()));
        clock.advance(Duration.ofMinutes(1));
        breaker.open("maintenance");
        assertThat(breaker.lastChange().at()).isEqualTo(clock.instant());
    }

    @Test
    void aFailingListenerHurtsNobody() {
        CircuitBreaker breaker = CircuitBreaker.builder("b")
                .listener(change -> {
                    throw new IllegalStateException("the listener is broken");
                })
                .build();
        breaker.open("maintenance");
        breaker.close("done");
        assertThat(breaker.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void refusesBadSettings() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CircuitBreaker.builder("b").failures(0).build());
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> CircuitBreaker.builder("b").openFor(Duration.ZERO).build());
    }
}
