package io.github.mem0j.batching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.mem0j.embedded.EmbeddedMemoryStore;
import io.github.mem0j.layer.DefaultDeadlines;
import io.github.mem0j.layer.ForwardingMemoryStore;
import io.github.mem0j.model.Embedding;
import io.github.mem0j.model.EmbeddingSpace;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.AddResult;
import io.github.mem0j.store.BulkStore;
import io.github.mem0j.store.Deadline;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.GetResult;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.Operation;
import io.github.mem0j.store.ReadOptions;
import io.github.mem0j.store.StoreAdmin;
import io.github.mem0j.store.StoreRejectedException;
import io.github.mem0j.store.StoreRequest;
import io.github.mem0j.store.StoreUnavailableException;
import io.github.mem0j.store.StoreUnavailableException.Outcome;
import io.github.mem0j.testkit.Fault;
import io.github.mem0j.testkit.FaultyStore;
import io.github.mem0j.testkit.RecordingStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Races, each forced: a fault holds what is under way, and the layer's own figures tell who waits. */
class BatchingTest {
    private static final EmbeddingSpace SPACE = new EmbeddingSpace("batching", 2);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final MemoryScope ANN = MemoryScope.user("ann");
    private static final MemoryScope BOB = MemoryScope.user("bob");

    private final MemoryStore embedded = EmbeddedMemoryStore.create();
    private final FaultyStore faulty = FaultyStore.over(embedded);
    private final BatchesSeen seen = new BatchesSeen(faulty);
    private MemoryStore store = Batching.builder().inFlight(1).build().over(seen);

    @AfterEach
    void close() {
        faulty.heal();
        store.close();
    }

    private static AddRequest add(MemoryScope scope, String text) {
        return AddRequest.of(scope, SPACE, NewMemory.of(text, Embedding.of(1, 2)));
    }

    /** A call in a thread of its own. */
    private static final class Caller<R> extends FutureTask<R> {
        final Thread thread = new Thread(this);

        Caller(Callable<R> call) {
            super(call);
            thread.setDaemon(true);
            thread.start();
        }

        R result() throws Exception {
            return get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }

        Throwable failure() {
            Throwable thrown = catchThrowable(this::result);
            assertThat(thrown).isInstanceOf(ExecutionException.class);
            return thrown.getCause();
        }
    }

    private Caller<AddResult> adding(AddRequest request) {
        return new Caller<>(() -> store.add(request));
    }

    private BatchingStatistics figures() {
        return store.unwrap(BatchingStatistics.class).orElseThrow();
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("what was waited for has not come").isLessThan(end);
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }

    private void awaitQueued(int calls) throws InterruptedException {
        await(() -> figures().adds().queued() == calls);
    }

    /** A call holds the only place, until {@code faulty} is healed. */
    private Caller<AddResult> holding() throws InterruptedException {
        faulty.inject(Fault.HANG, Operation.ADD);
        Caller<AddResult> first = adding(add(MemoryScope.user("first"), "first"));
        faulty.awaitHanging(1, PATIENCE);
        return first;
    }

    private List<Caller<AddResult>> queue(AddRequest... requests) throws InterruptedException {
        List<Caller<AddResult>> callers = new ArrayList<>();
        int before = figures().adds().queued();
        for (AddRequest request : requests) {
            callers.add(adding(request));
            awaitQueued(before + callers.size());
        }
        return callers;
    }

    private static void assertUnavailable(Throwable failure, Outcome outcome) {
        assertThat(failure)
                .isInstanceOfSatisfying(
                        StoreUnavailableException.class,
                        e -> assertThat(e.outcome()).isEqualTo(outcome));
    }

    private long count(MemoryScope scope) {
        return StoreAdmin.of(embedded).count(scope);
    }

    @Test
    void aLoneCallerMakesItsCallItself() {
        store.add(add(ANN, "one"));
        store.add(add(ANN, "two"));
        assertThat(seen.adds).hasSize(2).allMatch(batch -> batch.size() == 1);
        assertThat(seen.threads).containsOnly(Thread.currentThread());
        assertThat(figures().adds()).isEqualTo(new BatchingStatistics.Figures(2, 0, 0, 0, 0, 0));
    }

    @Test
    void whoWaitsGoesTogetherAndEachHasItsOwnAnswer() throws Exception {
        Caller<AddResult> first = holding();
        AddRequest[] requests = new AddRequest[10];
        for (int i = 0; i < requests.length; i++) {
            requests[i] = add(MemoryScope.user("user-" + i % 5), "text " + i);
        }
        List<Caller<AddResult>> callers = queue(requests);
        faulty.heal();
        for (int i = 0; i < requests.length; i++) {
            assertThat(callers.get(i).result().ids())
                    .containsExactly(requests[i].memories().get(0).id());
        }
        assertThat(first.result().ids()).hasSize(1);
        assertThat(seen.adds.get(1)).containsExactlyInAnyOrder(requests);
        await(() -> figures().adds().equals(new BatchingStatistics.Figures(1, 1, 10, 0, 0, 0)));
    }

    @Test
    void onePoisonedAmongAThousandFailsAlone() throws Exception {
        NewMemory taken = NewMemory.of("taken", Embedding.of(1, 2));
        embedded.add(AddRequest.of(ANN, SPACE, taken));
        Caller<AddResult> first = holding();
        List<Caller<AddResult>> callers = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            AddRequest request = i == 567
                    ? AddRequest.of(
                            ANN,
                            SPACE,
                            new NewMemory(taken.id(), "poison", Embedding.of(1, 2), taken.metadata(), null, null))
                    : add(i % 2 == 0 ? ANN : MemoryScope.user("user-" + i), "text " + i);
            callers.add(adding(request));
        }
        awaitQueued(1_000);
        faulty.heal();
        for (int i = 0; i < 1_000; i++) {
            if (i == 567) {
                assertThat(callers.get(i).failure())
                        .isInstanceOfSatisfying(
                                StoreRejectedException.class,
                                e -> assertThat(e.reason()).isEqualTo(StoreRejectedException.Reason.ID_TAKEN));
            } else {
                assertThat(callers.get(i).result().items()).hasSize(1);
            }
        }
        assertThat(first.result().ids()).hasSize(1);
        assertThat(StoreAdmin.of(embedded).count()).isEqualTo(1_001);
        assertThat(figures().adds().batches()).isLessThan(20);
    }

    @Test
    void whoLeavesTheQueueIsNotStored() throws Exception {
        Caller<AddResult> first = holding();
        Caller<AddResult> late = adding(add(ANN, "late").withDeadline(Deadline.after(Duration.ofMillis(30))));
        assertUnavailable(late.failure(), Outcome.NOT_APPLIED);
        Caller<AddResult> interrupted = queue(add(ANN, "interrupted")).get(0);
        interrupted.thread.interrupt();
        assertUnavailable(interrupted.failure(), Outcome.NOT_APPLIED);
        faulty.heal();
        assertThat(first.result().ids()).hasSize(1);
        await(() -> figures().adds().inFlight() == 0);
        assertThat(count(ANN)).isZero();
        assertThat(figures().adds().leftQueued()).isEqualTo(2);
    }

    /** Of a layer below that gives deadlines, which the call has not come to yet. */
    @Test
    void theDeadlineThatACallWouldGetBelowIncludesTheQueue() throws Exception {
        store = Batching.builder().inFlight(1).build().over(new HastyStore(seen));
        faulty.inject(Fault.HANG, Operation.ADD);
        Caller<AddResult> first = adding(add(BOB, "first").withDeadline(Deadline.after(PATIENCE)));
        faulty.awaitHanging(1, PATIENCE);
        assertUnavailable(adding(add(ANN, "late")).failure(), Outcome.NOT_APPLIED);
        faulty.heal();
        first.result();
    }

    /** Gives whoever asks for no deadline a short one. */
    private static final class HastyStore extends ForwardingMemoryStore implements DefaultDeadlines {
        HastyStore(MemoryStore below) {
            super(below);
        }

        @Override
        public StoreRequest withDeadline(StoreRequest request) {
            return request.deadline() == null ? request.withDeadline(Deadline.after(Duration.ofMillis(200))) : request;
        }

        @Override
        protected Optional<BulkStore> decorate(BulkStore below) {
            return Optional.of(below);
        }
    }

    @Test
    void whoLeavesABatchDoesNotKnowAndTheOthersAreServed() throws Exception {
        Caller<AddResult> first = holding();
        Deadline soon = Deadline.after(Duration.ofMillis(300));
        List<Caller<AddResult>> callers = queue(
                add(ANN, "interrupted"), add(BOB, "patient"), add(ANN, "hasty").withDeadline(soon));
        faulty.release(); // the batch hangs next
        await(() -> figures().adds().queued() == 0);
        faulty.awaitHanging(1, PATIENCE);
        callers.get(0).thread.interrupt();
        assertUnavailable(callers.get(0).failure(), Outcome.UNKNOWN);
        assertUnavailable(callers.get(2).failure(), Outcome.UNKNOWN);
        assertThat(soon.isPassed()).isTrue();
        assertThat(callers.get(1).isDone()).isFalse();
        faulty.heal();
        assertThat(callers.get(1).result().ids()).hasSize(1);
        assertThat(first.result().ids()).hasSize(1);
        await(() -> figures().adds().inFlight() == 0);
        assertThat(count(ANN))
                .as("the hasty one's deadline had passed when the store came to it")
                .isEqualTo(1);
    }

    @Test
    void aFailureOfAllIsEachCallersOwn() throws Exception {
        for (Fault fault : List.of(Fault.UNAVAILABLE, Fault.FAIL_AFTER_WRITE, Fault.REJECTED, Fault.CORRUPTED)) {
            Caller<AddResult> first = holding();
            List<Caller<AddResult>> callers = queue(add(ANN, "one"), add(BOB, "two"));
            faulty.injectNext(1, fault, Operation.ADD);
            faulty.release();
            assertThat(first.result().ids()).hasSize(1);
            Throwable one = callers.get(0).failure();
            Throwable two = callers.get(1).failure();
            assertThat(one).isNotSameAs(two).hasMessage(two.getMessage()).hasSameClassAs(two);
            if (fault == Fault.UNAVAILABLE || fault == Fault.FAIL_AFTER_WRITE) {
                assertUnavailable(one, fault == Fault.UNAVAILABLE ? Outcome.NOT_APPLIED : Outcome.UNKNOWN);
                assertUnavailable(two, fault == Fault.UNAVAILABLE ? Outcome.NOT_APPLIED : Outcome.UNKNOWN);
            }
            await(() -> figures().adds().inFlight() == 0);
        }
    }

    @Test
    void aBugBelowReachesEachCallerAndTheNextBatchGoes() throws Exception {
        Caller<AddResult> first = holding();
        List<Caller<AddResult>> callers = queue(add(ANN, "one"), add(BOB, "two"));
        seen.bug = new IllegalStateException("a bug below");
        faulty.heal();
        for (Caller<AddResult> caller : callers) {
            assertThat(caller.failure()).hasCause(seen.bug);
        }
        assertThat(first.result().ids()).hasSize(1);
        seen.bug = null;
        assertThat(store.add(add(ANN, "three")).ids()).hasSize(1);
    }

    @Test
    void anOwnersAddsKeepTheirOrderThoughAPlaceIsFree() throws Exception {
        store.close();
        FaultyStore two = FaultyStore.over(EmbeddedMemoryStore.create());
        BatchesSeen below = new BatchesSeen(two);
        store = Batching.builder().inFlight(2).build().over(below);
        two.inject(Fault.HANG, Operation.ADD);
        AddRequest[] own = {add(ANN, "1"), add(ANN, "2"), add(ANN, "3")};
        Caller<AddResult> first = adding(own[0]);
        two.awaitHanging(1, PATIENCE);
        List<Caller<AddResult>> others = queue(own[1], own[2]);
        assertThat(figures().adds().inFlight()).isEqualTo(1);
        Caller<AddResult> bob = adding(add(BOB, "at once"));
        two.awaitHanging(2, PATIENCE);
        assertThat(figures().adds().queued()).isEqualTo(2);
        two.heal();
        for (Caller<AddResult> caller : List.of(first, bob, others.get(0), others.get(1))) {
            assertThat(caller.result().ids()).hasSize(1);
        }
        assertThat(below.adds.stream()
                        .flatMap(List::stream)
                        .filter(request -> request.scope().equals(ANN)))
                .containsExactly(own);
    }

    @Test
    void batchesAreFilledByTurnsOfOwners() throws Exception {
        store.close();
        store = Batching.builder().inFlight(1).batch(4, 4).build().over(seen);
        EmbeddedMemoryStore fresh = EmbeddedMemoryStore.create();
        FaultyStore held = FaultyStore.over(fresh);
        BatchesSeen below = new BatchesSeen(held);
        store = Batching.builder().inFlight(1).batch(4, 4).build().over(below);
        held.inject(Fault.HANG, Operation.ADD);
        Caller<AddResult> first = adding(add(MemoryScope.user("first"), "first"));
        held.awaitHanging(1, PATIENCE);
        AddRequest[] flood = new AddRequest[6];
        for (int i = 0; i < flood.length; i++) {
            flood[i] = add(ANN, "flood " + i);
        }
        List<Caller<AddResult>> callers = new ArrayList<>(queue(flood));
        AddRequest single = add(BOB, "one");
        AddRequest large = AddRequest.of(
                MemoryScope.user("large"),
                SPACE,
                List.of(
                        NewMemory.of("a", Embedding.of(1, 1)),
                        NewMemory.of("b", Embedding.of(1, 1)),
                        NewMemory.of("c", Embedding.of(1, 1)),
                        NewMemory.of("d", Embedding.of(1, 1)),
                        NewMemory.of("e", Embedding.of(1, 1))));
        callers.addAll(queue(single, large));
        held.heal();
        for (Caller<AddResult> caller : callers) {
            assertThat(caller.result().ids()).isNotEmpty();
        }
        assertThat(first.result().ids()).hasSize(1);
        assertThat(below.adds.subList(1, below.adds.size()))
                .containsExactly(
                        List.of(flood[0], single), // and no room for the large one
                        List.of(large),
                        List.of(flood[1], flood[2], flood[3], flood[4]),
                        List.of(flood[5]));
    }

    @Test
    void anOwnerWithTooManyWaitingIsRefusedAndNobodyElse() throws Exception {
        store.close();
        FaultyStore held = FaultyStore.over(EmbeddedMemoryStore.create());
        store = Batching.builder().inFlight(1).queuePerOwner(2).build().over(held);
        held.inject(Fault.HANG, Operation.ADD);
        Caller<AddResult> first = adding(add(BOB, "first"));
        held.awaitHanging(1, PATIENCE);
        List<Caller<AddResult>> callers = queue(add(ANN, "1"), add(ANN, "2"));
        assertUnavailable(catchThrowable(() -> store.add(add(ANN, "3"))), Outcome.NOT_APPLIED);
        callers.addAll(queue(add(BOB, "second")));
        held.heal();
        assertThat(first.result().ids()).hasSize(1);
        for (Caller<AddResult> caller : callers) {
            assertThat(caller.result().ids()).hasSize(1);
        }
    }

    @Test
    void closingSendsWhatIsQueuedAndEndsTheThreads() throws Exception {
        Caller<AddResult> first = holding();
        List<Caller<AddResult>> callers = queue(add(ANN, "one"), add(BOB, "two"));
        Caller<Boolean> closing = new Caller<>(() -> {
            store.close();
            return true;
        });
        await(() -> rejects(ANN));
        assertThat(closing.isDone()).isFalse();
        faulty.heal();
        assertThat(closing.result()).isTrue();
        assertThat(first.result().ids()).hasSize(1);
        for (Caller<AddResult> caller : callers) {
            assertThat(caller.result().ids()).hasSize(1);
        }
        Set<Thread> ours = new HashSet<>(seen.threads);
        ours.remove(first.thread);
        for (Thread thread : ours) {
            thread.join(PATIENCE.toMillis());
            assertThat(thread.isAlive()).isFalse();
        }
    }

    private boolean rejects(MemoryScope scope) {
        return catchThrowable(
                        () -> store.add(add(scope, "too late").withDeadline(Deadline.after(Duration.ofMillis(1)))))
                instanceof StoreRejectedException;
    }

    @Test
    void getsGoTogetherTooAndALateOneIsNotApplied() throws Exception {
        AddRequest request = add(ANN, "there");
        store.add(request);
        faulty.inject(Fault.HANG, Operation.GET);
        GetRequest get = GetRequest.of(ANN, request.memories().get(0).id());
        List<Caller<GetResult>> callers = new ArrayList<>();
        callers.add(new Caller<>(() -> store.get(get)));
        faulty.awaitHanging(1, PATIENCE);
        callers.add(new Caller<>(() -> store.get(get)));
        callers.add(new Caller<>(() -> store.get(get)));
        Deadline soon = Deadline.after(Duration.ofMillis(300));
        Caller<GetResult> hasty =
                new Caller<>(() -> store.get(get.withOptions(ReadOptions.DEFAULT.withDeadline(soon))));
        await(() -> figures().gets().queued() == 3);
        faulty.release();
        await(() -> figures().gets().queued() == 0);
        assertUnavailable(hasty.failure(), Outcome.NOT_APPLIED);
        faulty.heal();
        for (Caller<GetResult> caller : callers) {
            assertThat(caller.result().memories()).hasSize(1);
        }
    }

    @Test
    void withoutABulkFormBelowAllPasses() throws Exception {
        store.close();
        FaultyStore held = FaultyStore.over(EmbeddedMemoryStore.create());
        store = Batching.builder().inFlight(1).build().over(RecordingStore.over(held));
        held.inject(Fault.HANG, Operation.ADD);
        List<Caller<AddResult>> callers = List.of(adding(add(ANN, "1")), adding(add(ANN, "2")), adding(add(BOB, "3")));
        held.awaitHanging(3, PATIENCE);
        held.heal();
        for (Caller<AddResult> caller : callers) {
            assertThat(caller.result().ids()).hasSize(1);
        }
        assertThat(store.unwrap(BatchingStatistics.class)).isEmpty();
    }

    @Test
    void settingsThatCannotBe() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Batching.builder().batch(0, 1).build());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Batching.builder().batch(1, 0).build());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Batching.builder().inFlight(0).build());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Batching.builder().queuePerOwner(0).build());
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> Batching.builder().linger(Duration.ofMillis(11)).build());
        assertThatThrownBy(() -> store.add(null)).isInstanceOf(NullPointerException.class);
    }
}
