package io.github.mem0j.async;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mem0j.store.StoreUnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class AsyncCallsTest {
    private final CountDownLatch started = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);

    @Test
    void answersAndFailuresArriveAsTheyAre() {
        try (AsyncCalls calls = AsyncCalls.create()) {
            assertThat(calls.submit(() -> 42).join()).isEqualTo(42);
            RuntimeException failure = StoreUnavailableException.unknown("gone", null);
            assertThatThrownBy(calls.submit(() -> {
                        throw failure;
                    })::join)
                    .isInstanceOf(CompletionException.class)
                    .cause()
                    .isSameAs(failure);
        }
    }

    @Test
    void cancellingInterruptsARunningCall() throws InterruptedException {
        CountDownLatch interrupted = new CountDownLatch(1);
        try (AsyncCalls calls = AsyncCalls.create()) {
            CompletableFuture<String> future = calls.submit(() -> {
                started.countDown();
                try {
                    release.await();
                } catch (InterruptedException e) {
                    interrupted.countDown();
                }
                return "late";
            });
            started.await();
            assertThat(future.cancel(true)).isTrue();
            interrupted.await();
            assertThatThrownBy(future::join).isInstanceOf(CancellationException.class);
        }
    }

    @Test
    void cancellingFreesTheCallerAtOnceAndLeavesTheCallAloneIfAsked() throws InterruptedException {
        CountDownLatch finished = new CountDownLatch(1);
        try (AsyncCalls calls = AsyncCalls.create()) {
            CompletableFuture<String> future = calls.submit(() -> {
                started.countDown();
                release.await();
                finished.countDown();
                return "late";
            });
            started.await();
            future.cancel(false);
            assertThat(future).isCancelled();
            release.countDown();
            finished.await();
        }
    }

    @Test
    void aCancelledCallThatHasNotStartedNeverRuns() {
        List<Runnable> queued = new ArrayList<>();
        AtomicBoolean ran = new AtomicBoolean();
        try (AsyncCalls calls = AsyncCalls.on(queued::add)) {
            CompletableFuture<Boolean> future = calls.submit(() -> ran.getAndSet(true));
            future.cancel(false);
            queued.forEach(Runnable::run);
            assertThat(ran).isFalse();
        }
    }

    @Test
    void afterCloseAFutureFailsTypedAndNothingRuns() {
        AsyncCalls calls = AsyncCalls.create();
        calls.close();
        assertThat(calls.submit(() -> 1)).isCompletedExceptionally();
        assertThatThrownBy(calls.submit(() -> 1)::join)
                .cause()
                .isInstanceOfSatisfying(
                        StoreUnavailableException.class,
                        e -> assertThat(e.outcome()).isEqualTo(StoreUnavailableException.Outcome.NOT_APPLIED));
    }

    @Test
    void theThreadsOfJava17AreDaemonsAndAsManyAsThereIsWork() throws InterruptedException {
        ExecutorService pool = DefaultExecutor.pool();
        CountDownLatch allBusy = new CountDownLatch(20);
        List<CompletableFuture<Boolean>> futures = new ArrayList<>();
        try (AsyncCalls calls = AsyncCalls.on(pool)) {
            for (int i = 0; i < 20; i++) {
                futures.add(calls.submit(() -> {
                    allBusy.countDown();
                    release.await();
                    return Thread.currentThread().isDaemon();
                }));
            }
            allBusy.await();
            release.countDown();
            assertThat(futures).allMatch(CompletableFuture::join);
        }
        pool.shutdown();
    }

    @Test
    void virtualThreadsAreUsedWhereThereAreSome() throws Exception {
        try (AsyncCalls calls = AsyncCalls.create()) {
            boolean virtual = calls.submit(
                            () -> Thread.currentThread().toString().startsWith("VirtualThread"))
                    .join();
            assertThat(virtual).isEqualTo(Runtime.version().feature() >= 21);
        }
    }
}
