package io.github.mem0j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mem0j.embedded.EmbeddedMemoryStore;
import io.github.mem0j.store.Deadline;
import io.github.mem0j.store.Operation;
import io.github.mem0j.store.StoreAdmin;
import io.github.mem0j.store.StoreRequest;
import io.github.mem0j.store.StoreResult;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(30)
class FaultyStoreTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    private final ManualClock clock = ManualClock.create();
    private final RecordingStore backend =
            RecordingStore.over(EmbeddedMemoryStore.builder().clock(clock).build());
    private final FaultyStore faulty = FaultyStore.over(backend);
    private final SampleCalls samples = new SampleCalls();

    @ParameterizedTest
    @EnumSource(Operation.class)
    void whatIsUnavailableReachesNothing(Operation operation) {
        faulty.inject(Fault.UNAVAILABLE);
        assertThat(essence(operation)).isEqualTo("StoreUnavailableException[NOT_APPLIED]");
        assertThat(backend.calls()).isEmpty();
    }

    @Test
    void whatFailsAfterWritingHasTakenEffect() {
        faulty.inject(Fault.FAIL_AFTER_WRITE, Operation.ADD);
        assertThat(essence(Operation.ADD)).isEqualTo("StoreUnavailableException[UNKNOWN]");
        assertThat(StoreAdmin.of(backend).count()).isEqualTo(1);
    }

    @Test
    void rejectionsAndCorruptionReachNothing() {
        faulty.inject(Fault.REJECTED, Operation.GET).inject(Fault.CORRUPTED, Operation.SEARCH);
        assertThat(essence(Operation.GET)).isEqualTo("StoreRejectedException[UNSUPPORTED]");
        assertThat(essence(Operation.SEARCH)).isEqualTo("StoreCorruptedException");
        assertThat(backend.calls()).isEmpty();
        call(Operation.LIST);
        assertThat(backend.calls()).hasSize(1);
    }

    @Test
    void aFaultForSomeCallsEndsAfterThem() {
        faulty.injectNext(2, Fault.UNAVAILABLE);
        assertThat(Answer.of(() -> call(Operation.GET)).error()).isNotNull();
        assertThat(Answer.of(() -> call(Operation.LIST)).error()).isNotNull();
        call(Operation.GET);
        call(Operation.LIST);
        assertThatThrownBy(() -> faulty.injectNext(0, Fault.UNAVAILABLE)).hasMessageContaining("at least 1");
    }

    @Test
    void adminCallsMeetTheFaultsOfAllOperations() throws Exception {
        StoreAdmin admin = StoreAdmin.of(faulty);
        faulty.inject(Fault.UNAVAILABLE, Operation.values());
        admin.ping();
        faulty.inject(Fault.UNAVAILABLE);
        assertThat(Answer.of(admin::count).value()).isEqualTo("StoreUnavailableException[NOT_APPLIED]");
        faulty.inject(Fault.HANG);
        CompletableFuture<Long> count = OwnThread.supply(admin::count);
        faulty.awaitHanging(1, SOON);
        faulty.heal();
        assertThat(count.get(10, TimeUnit.SECONDS)).isZero();
        assertThat(backend.adminCalls()).containsExactly("ping", "count");
    }

    @Test
    void whoHangsGoesOnWhenReleasedAndTheNextOneHangsAgain() throws Exception {
        faulty.inject(Fault.HANG, Operation.GET);
        CompletableFuture<StoreResult> first = OwnThread.supply(() -> call(Operation.GET));
        CompletableFuture<StoreResult> second = OwnThread.supply(() -> call(Operation.GET));
        faulty.awaitHanging(2, SOON);
        assertThat(backend.calls()).isEmpty();
        faulty.release();
        CompletableFuture.allOf(first, second).get(10, TimeUnit.SECONDS);
        assertThat(backend.count(Operation.GET)).isEqualTo(2);
        assertThat(faulty.hanging()).isZero();

        CompletableFuture<StoreResult> third = OwnThread.supply(() -> call(Operation.GET));
        faulty.awaitHanging(1, SOON);
        faulty.close();
        assertThatThrownBy(() -> third.get(10, TimeUnit.SECONDS)).hasMessageContaining("the store is closed");
    }

    @Test
    void whoHangsEndsAtTheDeadlineEvenOfAManualClock() throws Exception {
        faulty.inject(Fault.HANG).slowBy(Duration.ofHours(1));
        Deadline real = Deadline.after(Duration.ofMillis(20));
        assertThat(essence(samples.request(Operation.ADD).withDeadline(real)))
                .isEqualTo("StoreUnavailableException[NOT_APPLIED]");

        for (Fault fault : new Fault[] {Fault.HANG, Fault.SLOW}) {
            faulty.inject(fault);
            Deadline manual = Deadline.after(Duration.ofMinutes(1), clock::nanoTime);
            CompletableFuture<Object> call = OwnThread.supply(
                    () -> essence(samples.request(Operation.ADD).withDeadline(manual)));
            faulty.awaitHanging(1, SOON);
            clock.advance(Duration.ofMinutes(1));
            assertThat(call.get(10, TimeUnit.SECONDS)).isEqualTo("StoreUnavailableException[NOT_APPLIED]");
        }
        assertThat(backend.calls()).isEmpty();
    }

    @Test
    void whoIsInterruptedStopsHangingAndStaysInterrupted() throws Exception {
        faulty.inject(Fault.HANG);
        FutureTask<Boolean> task = new FutureTask<>(() -> {
            assertThat(essence(Operation.ADD)).isEqualTo("StoreUnavailableException[NOT_APPLIED]");
            return Thread.currentThread().isInterrupted();
        });
        Thread thread = new Thread(task);
        thread.start();
        faulty.awaitHanging(1, SOON);
        thread.interrupt();
        assertThat(task.get(10, TimeUnit.SECONDS)).isTrue();
        assertThat(backend.calls()).isEmpty();
    }

    @Test
    void slowCallsAnswerAfterTheDelay() throws InterruptedException, ExecutionException {
        faulty.inject(Fault.SLOW).slowBy(Duration.ofMillis(30));
        long start = System.nanoTime();
        call(Operation.GET);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(30));

        faulty.slowBy(Duration.ofHours(1));
        CompletableFuture<StoreResult> call = OwnThread.supply(() -> call(Operation.GET));
        faulty.awaitHanging(1, SOON);
        faulty.release();
        call.get();
        assertThat(backend.count(Operation.GET)).isEqualTo(2);
    }

    @Test
    void waitingForHangersGivesUpAndSaysHowManyThereAre() {
        assertThatThrownBy(() -> faulty.awaitHanging(1, Duration.ofMillis(1)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("only 0 callers hang, not 1");
    }

    private Object essence(Operation operation) {
        return essence(samples.request(operation));
    }

    private Object essence(StoreRequest request) {
        return Answer.of(() -> Dispatch.call(faulty, request)).value();
    }

    private StoreResult call(Operation operation) {
        return Dispatch.call(faulty, samples.request(operation));
    }
}
