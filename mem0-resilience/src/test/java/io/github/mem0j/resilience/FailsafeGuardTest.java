package io.github.mem0j.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mem0j.resilience.CircuitBreaker.State;
import io.github.mem0j.testkit.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FailsafeGuardTest {
    private static final String PAYLOAD = "what the user said";

    private final ManualClock clock = ManualClock.create();
    private final List<CircuitBreaker.Change> changes = new ArrayList<>();
    private final AtomicInteger reached = new AtomicInteger();
    private final FailsafeGuard guard = guard(Duration.ofHours(1));
    private final CircuitBreaker breaker = guard.circuitBreaker();

    private FailsafeGuard guard(Duration openFor) {
        return FailsafeGuard.builder()
                .circuitBreaker(CircuitBreaker.redis()
                        .openFor(openFor)
                        .listener(changes::add)
                        .build())
                .nanoTime(clock::nanoTime)
                .build();
    }

    @AfterEach
    void forgetInterrupt() {
        boolean unused = Thread.interrupted();
    }

    private String answer(FailsafeGuard guard, int millis) {
        return guard.call(() -> {
            reached.incrementAndGet();
            clock.advance(Duration.ofMillis(millis));
            return "answer";
        });
    }

    private void fail(FailsafeGuard guard, RuntimeException failure) {
        assertThatThrownBy(() -> guard.call(() -> {
                    throw failure;
                }))
                .isSameAs(failure);
    }

    private void fail(FailsafeGuard guard, int times) {
        for (int i = 0; i < times; i++) {
            fail(guard, new IllegalStateException(PAYLOAD));
        }
    }

    @Test
    void opensAfterThreeFailuresAndThenRefusesAtOnce() {
        fail(guard, 2);
        assertThat(breaker.state()).isEqualTo(State.CLOSED);
        fail(guard, 1);
        assertThat(breaker.state()).isEqualTo(State.OPEN);
        assertThatThrownBy(() -> answer(guard, 0))
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessageContaining("circuit breaker 'redis' is open")
                .hasMessageContaining("IllegalStateException after 0 ms");
        assertThat(reached).hasValue(0);
    }

    @Test
    void saysNothingOfWhatFailuresQuote() {
        fail(guard, 3);
        assertThat(changes)
                .singleElement()
                .satisfies(change -> assertThat(change.reason()).doesNotContain(PAYLOAD));
    }

    @Test
    void slowAnswersAreGivenButCount() {
        for (int i = 0; i < 3; i++) {
            assertThat(breaker.state()).isEqualTo(State.CLOSED);
            assertThat(answer(guard, 101)).isEqualTo("answer");
        }
        assertThat(breaker.state()).isEqualTo(State.OPEN);
        assertThat(breaker.lastChange().reason()).isEqualTo("answered after 101 ms");
    }

    @Test
    void answersInTimeDoNotCount() {
        for (int i = 0; i < 10; i++) {
            assertThat(answer(guard, 100)).isEqualTo("answer");
        }
        fail(guard, 2);
        assertThat(answer(guard, 100)).isEqualTo("answer");
        fail(guard, 2);
        assertThat(breaker.state()).as("never three in a row").isEqualTo(State.CLOSED);
    }

    @Test
    void theBoundCanBeSet() {
        FailsafeGuard strict = FailsafeGuard.builder()
                .slowerThan(Duration.ofMillis(5))
                .nanoTime(clock::nanoTime)
                .build();
        for (int i = 0; i < 3; i++) {
            assertThat(answer(strict, 6)).isEqualTo("answer");
        }
        assertThat(strict.circuitBreaker().state()).isEqualTo(State.OPEN);
        assertThatThrownBy(
                        () -> FailsafeGuard.builder().slowerThan(Duration.ZERO).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("slowerThan");
    }

    @Test
    void interruptedThreadsAndErrorsSayNothing() {
        for (int i = 0; i < 5; i++) {
            Thread.currentThread().interrupt();
            fail(guard, 1);
            assertThat(Thread.interrupted()).as("still interrupted").isTrue();
            assertThatThrownBy(() -> guard.call(() -> {
                        throw new StackOverflowError();
                    }))
                    .isInstanceOf(StackOverflowError.class);
        }
        assertThat(breaker.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void oneCallLooksWhetherItIsOver() {
        FailsafeGuard hasty = guard(Duration.ofMillis(20));
        fail(hasty, 3);
        Aside.until("a call passes", () -> {
            try {
                return answer(hasty, 0).equals("answer");
            } catch (RejectedExecutionException e) {
                return false;
            }
        });
        assertThat(reached).hasValue(1);
        assertThat(changes)
                .extracting(CircuitBreaker.Change::to)
                .containsExactly(State.OPEN, State.HALF_OPEN, State.CLOSED);
    }

    @Test
    void aSlowAnswerDoesNotEndIt() {
        FailsafeGuard hasty = guard(Duration.ofMillis(20));
        fail(hasty, 3);
        Aside.until("a call passes", () -> {
            try {
                return answer(hasty, 500).equals("answer");
            } catch (RejectedExecutionException e) {
                return false;
            }
        });
        assertThat(changes)
                .extracting(CircuitBreaker.Change::to)
                .containsExactly(State.OPEN, State.HALF_OPEN, State.OPEN);
    }

    @Test
    void anInterruptedLookLeavesItToTheNext() {
        FailsafeGuard hasty = guard(Duration.ofMillis(20));
        fail(hasty, 3);
        Aside.until("a call passes, and is interrupted", () -> {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> hasty.call(() -> {
                        reached.incrementAndGet();
                        throw new IllegalStateException(PAYLOAD);
                    }))
                    .isInstanceOf(RuntimeException.class);
            return Thread.interrupted() && reached.get() == 1;
        });
        assertThat(answer(hasty, 0)).as("the next looks, at once").isEqualTo("answer");
        assertThat(hasty.circuitBreaker().state()).isEqualTo(State.CLOSED);
    }

    @Test
    void obeysAHand() {
        breaker.open("moving Redis");
        assertThatThrownBy(() -> answer(guard, 0))
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessageContaining("opened by hand (moving Redis)");
        breaker.close("moved");
        assertThatCode(() -> answer(guard, 0)).doesNotThrowAnyException();
        assertThat(reached).hasValue(1);
    }

    @Test
    void hasABreakerOfItsOwn() {
        assertThat(FailsafeGuard.redis().circuitBreaker())
                .isNotSameAs(FailsafeGuard.redis().circuitBreaker());
        assertThat(FailsafeGuard.redis()).hasToString("FailsafeGuard(CircuitBreaker[redis, CLOSED])");
    }
}
