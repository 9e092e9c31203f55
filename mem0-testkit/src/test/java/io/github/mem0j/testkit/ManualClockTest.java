package io.github.mem0j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.store.Deadline;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ManualClockTest {
    private final ManualClock clock = ManualClock.create();

    @Test
    void movesOnlyWhenTold() {
        Instant start = clock.instant();
        assertThat(clock.instant()).isEqualTo(start).isEqualTo(Instant.parse("2026-01-01T12:00:00Z"));
        clock.advance(Duration.ofNanos(1));
        assertThat(clock.instant()).isEqualTo(start.plusNanos(1));
        clock.set(Instant.EPOCH);
        assertThat(clock.instant()).isEqualTo(Instant.EPOCH);
    }

    @Test
    void nanoTimeKeepsStep() {
        Deadline deadline = Deadline.after(Duration.ofSeconds(5), clock::nanoTime);
        clock.advance(Duration.ofSeconds(3));
        assertThat(deadline.remaining()).isEqualTo(Duration.ofSeconds(2));
        clock.advance(Duration.ofSeconds(2));
        assertThat(deadline.isPassed()).isTrue();
    }

    @Test
    void losesNoStepOfManyThreads() {
        Instant start = clock.instant();
        CompletableFuture<?>[] threads = Stream.generate(() -> OwnThread.run(() -> {
                    for (int i = 0; i < 1_000; i++) {
                        clock.advance(Duration.ofNanos(1));
                    }
                }))
                .limit(8)
                .toArray(CompletableFuture[]::new);
        CompletableFuture.allOf(threads).join();
        assertThat(clock.instant()).isEqualTo(start.plusNanos(8_000));
    }
}
