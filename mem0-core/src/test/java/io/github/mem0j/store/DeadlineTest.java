package io.github.mem0j.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DeadlineTest {
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 10);

    @Test
    void countsDownAcrossTheOverflowOfNanoTime() {
        Deadline deadline = Deadline.after(Duration.ofNanos(100), nanos::get);
        assertThat(deadline.remaining()).isEqualTo(Duration.ofNanos(100));
        nanos.addAndGet(99);
        assertThat(deadline.isPassed()).isFalse();
        nanos.addAndGet(1);
        assertThat(deadline.isPassed()).isTrue();
        assertThatThrownBy(() -> deadline.check(Operation.ADD))
                .isInstanceOfSatisfying(
                        StoreUnavailableException.class,
                        e -> assertThat(e.outcome()).isEqualTo(StoreUnavailableException.Outcome.NOT_APPLIED));
    }

    @Test
    void theEarlierOfTwoWins() {
        Deadline soon = Deadline.after(Duration.ofMillis(1), nanos::get);
        Deadline late = Deadline.after(Duration.ofMillis(2), nanos::get);
        assertThat(soon.orEarlier(late)).isSameAs(soon);
        assertThat(late.orEarlier(soon)).isSameAs(soon);
    }

    @Test
    void anyDurationWillDo() {
        assertThat(Deadline.after(Duration.ofDays(Long.MAX_VALUE / 86_400), nanos::get)
                        .isPassed())
                .isFalse();
        assertThat(Deadline.after(Duration.ofSeconds(Long.MIN_VALUE), nanos::get)
                        .isPassed())
                .isTrue();
        assertThat(Deadline.after(Duration.ZERO, nanos::get).isPassed()).isTrue();
    }
}
