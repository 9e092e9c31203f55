package io.github.mem0j.async;

import static io.github.mem0j.store.StoreUnavailableException.Outcome.NOT_APPLIED;
import static io.github.mem0j.store.StoreUnavailableException.Outcome.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mem0j.embedded.EmbeddedMemoryStore;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.store.Deadline;
import io.github.mem0j.store.ListRequest;
import io.github.mem0j.store.ReadOptions;
import io.github.mem0j.store.StoreUnavailableException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One call at a time and one that waits: every case is forced. */
class AsyncLimitsTest {
    private final AsyncCalls calls =
            AsyncCalls.builder().concurrency(1).queue(1).build();
    private final CountDownLatch started = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);
    private final AtomicBoolean ran = new AtomicBoolean();

    @AfterEach
    void end() {
        release.countDown();
        calls.close();
    }

    private CompletableFuture<String> busy(AsyncCalls with) {
        return with.submit(() -> {
            started.countDown();
            release.await();
            return "first";
        });
    }

    private CompletableFuture<Boolean> note(AsyncCalls with) {
        return with.submit(() -> ran.getAndSet(true));
    }

    private static void assertOutcome(CompletableFuture<?> future, StoreUnavailableException.Outcome outcome) {
        assertThatThrownBy(() -> future.get(10, TimeUnit.SECONDS))
                .cause()
                .isInstanceOfSatisfying(
                        StoreUnavailableException.class,
                        e -> assertThat(e.outcome()).isEqualTo(outcome));
    }

    @Test
    void whatIsPastTheQueueIsRefusedAtOnceAndTyped() throws InterruptedException {
        CompletableFuture<String> first = busy(calls);
        started.await();
        CompletableFuture<Boolean> second = note(calls);

        CompletableFuture<Boolean> third = note(calls);

        assertThat(third).isCompletedExceptionally();
        assertOutcome(third, NOT_APPLIED);
        assertThat(second).isNotDone();
        release.countDown();
        assertThat(first.join()).isEqualTo("first");
        assertThat(second.join()).isFalse();
        assertThat(note(calls).join()).isTrue(); // there is room again
    }

    @Test
    void cancellingOrTimingOutWhatWaitsFreesItsRoomAndItNeverRuns() throws InterruptedException {
        Object unused = busy(calls);
        started.await();
        assertThat(note(calls).cancel(true)).isTrue();
        CompletableFuture<Boolean> timedOut = note(calls).orTimeout(1, TimeUnit.MILLISECONDS);
        assertThatThrownBy(timedOut::join).isNotNull();
        CompletableFuture<Integer> last;
        do {
            last = calls.submit(() -> 3); // its room may be free a moment after the future has ended
        } while (last.isCompletedExceptionally());

        release.countDown();

        assertThat(last.join()).isEqualTo(3);
        assertThat(ran).isFalse();
    }

    @Test
    void aDeadlineCountsTheWaitAndEndsIt() throws InterruptedException {
        AsyncMemoryStore store = AsyncMemoryStore.over(EmbeddedMemoryStore.create(), calls);
        Object unused = busy(calls);
        started.await();
        Deadline deadline = Deadline.after(Duration.ofMillis(20));
        ListRequest request =
                ListRequest.of(MemoryScope.user("alice")).withOptions(ReadOptions.DEFAULT.withDeadline(deadline));

        assertOutcome(store.list(request), NOT_APPLIED); // while the only place is taken still

        CompletableFuture<Integer> last = calls.submit(() -> 3); // the room is free
        release.countDown();
        assertThat(last.join()).isEqualTo(3);
        assertOutcome(store.list(request), NOT_APPLIED);
    }

    @Test
    void aDeadlineOfAnotherClockIsHeededWhenItsTurnComes() throws InterruptedException {
        Queue<Long> times =
                new ArrayDeque<>(List.of(0L, 0L)); // when made, and when asked for its alarm; later it has passed
        Deadline deadline = Deadline.after(Duration.ofDays(1), () -> {
            Long time = times.poll();
            return time == null ? Duration.ofDays(2).toNanos() : time;
        });
        Object unused = busy(calls);
        started.await();
        CompletableFuture<Boolean> late = calls.submit(deadline, () -> ran.getAndSet(true));
        release.countDown();
        assertOutcome(late, NOT_APPLIED);
        assertThat(ran).isFalse();
    }

    @Test
    void anInterruptEndsWithTheCallItWasMeantFor() throws InterruptedException {
        CompletableFuture<String> first = busy(calls);
        started.await();
        CompletableFuture<Boolean> second =
                calls.submit(() -> Thread.currentThread().isInterrupted());
        first.cancel(true);
        assertThat(second.join()).isFalse();
    }

    @Test
    void aThreadThatSomebodyInterruptedIsLeftToItsExecutor() throws InterruptedException {
        ExecutorService executor = Executors.newFixedThreadPool(2);
        AsyncCalls onTwo =
                AsyncCalls.builder().executor(executor).concurrency(1).build();
        CompletableFuture<String> first = onTwo.submit(() -> {
            started.countDown();
            release.await();
            Thread.currentThread().interrupt();
            return "first";
        });
        started.await();
        CompletableFuture<Boolean> second =
                onTwo.submit(() -> Thread.currentThread().isInterrupted());
        release.countDown();
        assertThat(first.join()).isEqualTo("first");
        assertThat(second.join()).isFalse();
        onTwo.close();
        executor.shutdown();
    }

    @Test
    void ifTheCallersExecutorIsShutDownNobodyWaitsForIt() throws InterruptedException {
        ExecutorService executor = Executors.newFixedThreadPool(1);
        AsyncCalls onOne =
                AsyncCalls.builder().executor(executor).concurrency(1).build();
        CompletableFuture<String> first = onOne.submit(() -> {
            started.countDown();
            try {
                release.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return "interrupted";
        });
        started.await();
        CompletableFuture<Boolean> second = note(onOne);
        executor.shutdownNow();
        assertThat(first.join()).isEqualTo("interrupted");
        assertOutcome(second, NOT_APPLIED);
        assertOutcome(note(onOne), NOT_APPLIED);
        assertThat(ran).isFalse();
    }

    @Test
    void anExecutorsRefusalFailsOnlyTheCallItWasMeantFor() throws InterruptedException {
        List<Runnable> accepted = new ArrayList<>();
        AsyncCalls onOne = AsyncCalls.on(task -> {
            if (!accepted.isEmpty()) {
                throw new RejectedExecutionException("full");
            }
            accepted.add(task);
        });
        CompletableFuture<Boolean> first = note(onOne);
        assertOutcome(note(onOne), NOT_APPLIED);
        assertThat(first).isNotDone();
        accepted.get(0).run();
        assertThat(first.join()).isFalse();
    }

    @Test
    void closingLeavesNoCallerWaiting() throws InterruptedException {
        CompletableFuture<String> runs = calls.submit(() -> {
            started.countDown();
            while (release.getCount() > 0) {
                Thread.onSpinWait(); // heeds no interrupt
            }
            return "late";
        });
        started.await();
        CompletableFuture<Boolean> waits = note(calls);

        calls.close(Duration.ofMillis(10));

        assertOutcome(runs, UNKNOWN);
        assertOutcome(waits, NOT_APPLIED);
        assertThat(ran).isFalse();
    }

    @Test
    void closingWaitsForWhatWasAccepted() throws InterruptedException {
        CompletableFuture<String> first = busy(calls);
        started.await();
        CompletableFuture<Boolean> second = note(calls);
        Thread closing = new Thread(calls::close);
        closing.start();
        while (closing.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        assertOutcome(note(calls), NOT_APPLIED);
        release.countDown();
        closing.join();
        assertThat(first).isCompletedWithValue("first");
        assertThat(second).isCompletedWithValue(false);
    }

    @Test
    void settingsAreChecked() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AsyncCalls.builder().concurrency(0).build())
                .withMessageContaining("concurrency");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AsyncCalls.builder().queue(-1).build())
                .withMessageContaining("queue");
    }
}
