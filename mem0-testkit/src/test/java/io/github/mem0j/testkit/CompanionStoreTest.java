package io.github.mem0j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mem0j.embedded.EmbeddedMemoryStore;
import io.github.mem0j.feed.CompanionStore;
import io.github.mem0j.feed.Projector;
import io.github.mem0j.model.Embedding;
import io.github.mem0j.model.EmbeddingSpace;
import io.github.mem0j.model.MemoryChange;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.Metadata;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.model.Relation;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.BulkOutcome;
import io.github.mem0j.store.BulkStore;
import io.github.mem0j.store.Deadline;
import io.github.mem0j.store.Degradation;
import io.github.mem0j.store.DeleteRequest;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.Operation;
import io.github.mem0j.store.ReadOptions;
import io.github.mem0j.store.RelateRequest;
import io.github.mem0j.store.RelatedRequest;
import io.github.mem0j.store.RelatedResult;
import io.github.mem0j.store.ScanRequest;
import io.github.mem0j.store.StoreAdmin;
import io.github.mem0j.store.StoreRejectedException;
import io.github.mem0j.store.StoreUnavailableException;
import io.github.mem0j.store.StoredMemory;
import io.github.mem0j.store.UpdateRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who answers when, and that the companion becomes what the primary is, wherever a projection ended. */
class CompanionStoreTest {
    private static final MemoryScope ALICE = MemoryScope.user("alice");
    private static final MemoryScope BOB = MemoryScope.user("bob");
    private static final EmbeddingSpace SPACE = new EmbeddingSpace("m", 2);

    private final ManualClock clock = ManualClock.create();
    private final MemoryStore primary =
            new FeedingStore(EmbeddedMemoryStore.builder().clock(clock).build());
    private final EmbeddedMemoryStore companion =
            EmbeddedMemoryStore.builder().clock(clock).build();
    private final FaultyStore faulty = FaultyStore.over(companion);
    private final RecordingStore asked = RecordingStore.over(faulty);
    private final CompanionStore store = CompanionStore.builder(primary, asked)
            .timeout(Duration.ofMillis(50))
            .projection(projection -> projection
                    .byHand()
                    .batchSize(3)
                    .nanoTime(clock::nanoTime)
                    .backOff(Duration.ofSeconds(1), Duration.ofSeconds(4)))
            .build();
    private final Projector projector = store.projector();
    private final List<NewMemory> memories = IntStream.range(0, 4)
            .mapToObj(i -> NewMemory.of("text " + i, Embedding.of(1, i)))
            .toList();

    @AfterEach
    void close() {
        store.close();
    }

    private UUID id(int i) {
        return memories.get(i).id();
    }

    /** A chain of four. */
    private void remember(MemoryScope scope) {
        store.add(AddRequest.of(scope, SPACE, memories));
        store.relate(RelateRequest.of(
                scope, Relation.of(id(0), id(1)), Relation.of(id(1), id(2)), Relation.of(id(2), id(3))));
    }

    private RelatedResult walk() {
        return store.related(RelatedRequest.of(ALICE, id(0)).withDepth(3));
    }

    private void assertWalk(boolean fallback, Integer... found) {
        RelatedResult result = walk();
        assertThat(result.memories())
                .extracting(memory -> memory.id())
                .containsExactly(List.of(found).stream().map(this::id).toArray(UUID[]::new));
        assertThat(result.provenance().degradations())
                .isEqualTo(fallback ? Set.of(Degradation.GRAPH_FALLBACK) : Set.of());
        assertThat(result.provenance().storable()).isTrue();
    }

    @Test
    void writesOfABatchAreProjectedToo() {
        BulkStore bulk = store.unwrap(BulkStore.class).orElseThrow();
        assertThat(bulk.addAll(List.of(AddRequest.of(ALICE, SPACE, memories), AddRequest.of(BOB, SPACE, memories))))
                .hasSize(2)
                .noneMatch(BulkOutcome::isUnavailable);
        assertThat(projector.drain()).isEqualTo(8);
        assertEqualStores();
    }

    private void assertEqualStores() {
        assertThat(everything(companion)).containsExactlyElementsOf(everything(primary));
    }

    private static List<String> everything(MemoryStore store) {
        List<String> all = new ArrayList<>();
        for (StoredMemory stored : StoreAdmin.of(store).scan(ScanRequest.all()).memories()) {
            all.add(stored.memory() + " " + stored.deduplicated() + " "
                    + stored.relations().stream()
                            .map(Relation::toString)
                            .sorted()
                            .toList());
        }
        return all;
    }

    @Test
    void answersOnlyWhereTheCompanionIsNotBehindForTheOwner() {
        remember(ALICE);
        assertWalk(true, 1, 2, 3);
        projector.drain();
        assertWalk(false, 1, 2, 3);
        assertThat(asked.count(Operation.RELATED)).isEqualTo(1);
        remember(BOB);
        assertWalk(false, 1, 2, 3);
        store.delete(DeleteRequest.ids(ALICE, id(2)));
        assertWalk(true, 1);
        projector.drain();
        assertWalk(false, 1);
        assertEqualStores();
    }

    @Test
    void anybodysLagCounts() {
        remember(ALICE);
        projector.drain();
        try (CompanionStore strict = CompanionStore.builder(new Unclosed(primary), new Unclosed(asked))
                .maxLag(Duration.ZERO)
                .projection(projection -> projection.byHand())
                .build()) {
            RelatedRequest walk = RelatedRequest.of(ALICE, id(0));
            assertThat(strict.related(walk).provenance().degradations()).isEmpty();
            remember(BOB);
            assertThat(projector.lag().changes()).isEqualTo(4);
            assertThat(strict.related(walk).provenance().degradations()).containsExactly(Degradation.GRAPH_FALLBACK);
        }
    }

    /** Whatever the companion does, the answer is the primary's. */
    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"UNAVAILABLE", "FAIL_AFTER_WRITE", "HANG", "REJECTED", "CORRUPTED"})
    void aFailingCompanionIsNoError(Fault fault) {
        remember(ALICE);
        projector.drain();
        faulty.inject(fault, Operation.RELATED);
        assertWalk(true, 1, 2, 3);
        faulty.heal();
        assertWalk(false, 1, 2, 3);
    }

    @Test
    void aCompanionThatHangsLeavesThePrimaryTimeToAnswer() {
        remember(ALICE);
        projector.drain();
        Duration deadline = Duration.ofSeconds(60);
        try (CompanionStore patient = CompanionStore.builder(primary, asked)
                .timeout(deadline)
                .projection(projection -> projection.byHand())
                .build()) {
            patient.related(RelatedRequest.of(ALICE, id(0))
                    .withOptions(ReadOptions.DEFAULT.withDeadline(Deadline.after(deadline))));
        }
        assertThat(asked.calls(RelatedRequest.class))
                .singleElement()
                .satisfies(request ->
                        assertThat(request.deadline().remainingNanos()).isLessThanOrEqualTo(deadline.toNanos() / 2));
    }

    @Test
    void memoriesAreThePrimarys() {
        remember(ALICE);
        projector.drain();
        // Behind the feed's back: the companion's copy is another.
        companion.update(UpdateRequest.of(ALICE, id(1), MemoryChange.none().withMetadata(Metadata.of("k", 1L))));
        assertThat(walk().nodes().get(0).memory().metadata()).isEqualTo(Metadata.EMPTY);
        assertThat(walk().nodes().get(0).memory().embedding()).isNull();
        assertThat(store.related(RelatedRequest.of(ALICE, id(0)).includingEmbeddings())
                        .nodes()
                        .get(0)
                        .memory()
                        .embedding())
                .isEqualTo(Embedding.of(1, 1));
        assertThat(asked.calls(RelatedRequest.class)).noneMatch(RelatedRequest::withEmbeddings);
        // A memory that only the companion has is not believed in, nor what comes after it.
        UUID stranger = new UUID(9, 9);
        companion.add(AddRequest.of(
                ALICE, SPACE, NewMemory.of("stranger", Embedding.of(1, 0)).withId(stranger)));
        companion.relate(RelateRequest.of(ALICE, Relation.of(id(0), stranger)));
        assertWalk(true, 1, 2, 3);
    }

    @Test
    void unknownStartsAndPrimaryOutagesAreThePrimarysToReport() {
        remember(ALICE);
        projector.drain();
        assertThatThrownBy(() -> store.related(RelatedRequest.of(BOB, id(0))))
                .isInstanceOf(StoreRejectedException.class);
    }

    /** Behind a target that fails at each of its calls in turn, before or after the call, or dies. */
    @Test
    void aProjectionThatEndsAnywhereIsTakenUpAgain() {
        int ended = 0;
        for (int step = 1; step <= 12; step++) {
            for (int kind = 0; kind < 3; kind++) {
                ended += projectionEndsAt(step, kind) ? 1 : 0;
            }
        }
        assertThat(ended).isGreaterThanOrEqualTo(3 * 5).isLessThan(3 * 12);
    }

    private static boolean projectionEndsAt(int step, int kind) {
        MemoryStore from = new FeedingStore(EmbeddedMemoryStore.create());
        MemoryStore to = EmbeddedMemoryStore.create();
        List<NewMemory> some = IntStream.range(0, 5)
                .mapToObj(i -> NewMemory.of("text " + i, Embedding.of(1, i)))
                .toList();
        UUID first = some.get(0).id();
        UUID second = some.get(1).id();
        EndingStore ending = new EndingStore(to);
        try (Projector dies = Projector.start(
                        from, ending, "graph", settings -> settings.byHand().batchSize(2));
                Projector other = Projector.start(
                        from, to, "graph", settings -> settings.byHand().batchSize(3))) {
            from.add(AddRequest.of(ALICE, SPACE, some));
            from.relate(RelateRequest.of(
                    ALICE,
                    Relation.of(first, second),
                    Relation.of(second, some.get(4).id())));
            other.drain();
            from.delete(DeleteRequest.ids(ALICE, second, some.get(3).id()));
            from.add(AddRequest.of(ALICE, SPACE, some.get(1))); // without the relations it had
            from.relate(RelateRequest.of(ALICE, Relation.of(some.get(2).id(), second)));
            from.update(UpdateRequest.of(ALICE, first, MemoryChange.none().withMetadata(Metadata.of("k", 1L))));
            ending.endAt(step, kind);
            boolean ended = false;
            try {
                dies.drain();
            } catch (StoreUnavailableException | Killed e) {
                ended = true;
                assertThat(other.lag().changes()).as("kept").isPositive();
            }
            other.drain();
            assertThat(everything(to)).containsExactlyElementsOf(everything(from));
            return ended;
        }
    }

    @Test
    void backsOffWhileTheTargetIsDown() {
        remember(ALICE);
        faulty.inject(Fault.UNAVAILABLE);
        asked.reset();
        for (int waited : new int[] {0, 1, 2, 4, 4}) {
            assertThat(projector.step()).isZero();
            clock.advance(Duration.ofSeconds(waited).minusNanos(waited == 0 ? 0 : 1));
            assertThat(projector.step()).isZero();
            clock.advance(Duration.ofNanos(1));
        }
        assertThat(asked.adminCalls().size() + asked.calls().size()).isBetween(4, 6);
        assertThatThrownBy(projector::drain).isInstanceOf(StoreUnavailableException.class);
        faulty.heal();
        clock.advance(Duration.ofSeconds(5));
        assertThat(projector.step()).isEqualTo(3);
        assertThat(projector.step()).isEqualTo(1);
        assertThat(projector.step()).isZero();
        assertEqualStores();
    }

    @Test
    void rebuildCopiesSweepsAndIsResumed() {
        remember(ALICE);
        remember(BOB);
        companion.add(AddRequest.of(ALICE, SPACE, NewMemory.of("stranger", Embedding.of(1, 0))));
        projector.drain();
        StoreAdmin.of(companion).erase(BOB);
        List<Projector.Progress> seen = new ArrayList<>();
        faulty.injectNext(1, Fault.UNAVAILABLE, Operation.RELATE);
        assertThatThrownBy(() -> projector.rebuild(null, seen::add)).isInstanceOf(StoreUnavailableException.class);
        assertThat(seen).isEmpty();
        projector.rebuild(null, seen::add);
        assertThat(seen)
                .extracting(Projector.Progress::phase)
                .containsExactly(Projector.Phase.SWEEP, Projector.Phase.SWEEP);
        assertThat(seen.get(1).done()).isEqualTo(8);
        assertEqualStores();
    }

    @Test
    void eraseReachesTheCompanionAtOnceOrByTheFeed() {
        remember(ALICE);
        projector.drain();
        StoreAdmin.of(store).erase(ALICE);
        assertThat(StoreAdmin.of(companion).count()).isZero();
        remember(ALICE);
        projector.drain();
        faulty.inject(Fault.UNAVAILABLE);
        assertThat(StoreAdmin.of(store).erase(ALICE)).isEqualTo(4);
        assertThat(StoreAdmin.of(companion).count()).isEqualTo(4);
        faulty.heal();
        projector.drain();
        assertThat(StoreAdmin.of(companion).count()).isZero();
    }

    @Test
    void aThreadOfItsOwnFollowsWrites() throws Exception {
        int waits = 0;
        try (Projector own =
                Projector.start(primary, asked, "graph", settings -> settings.interval(Duration.ofDays(1)))) {
            remember(ALICE);
            own.wake();
            while (!everything(companion).equals(everything(primary)) && waits++ < 2_000) {
                TimeUnit.MILLISECONDS.sleep(5);
                own.wake();
            }
        }
        assertEqualStores();
    }

    @Test
    void settingsAreChecked() {
        assertThatThrownBy(() -> CompanionStore.builder(companion, asked).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("change feed");
        assertThatThrownBy(() -> CompanionStore.builder(primary, asked)
                        .timeout(Duration.ZERO)
                        .build())
                .hasMessageContaining("timeout");
        assertThatThrownBy(() -> CompanionStore.builder(primary, primary).build())
                .hasMessageContaining("itself");
        assertThatThrownBy(() -> Projector.start(primary, asked, "graph", settings -> settings.batchSize(0)))
                .hasMessageContaining("batchSize");
        assertThatThrownBy(() -> Projector.start(
                        primary,
                        asked,
                        "graph",
                        settings -> settings.backOff(Duration.ofSeconds(2), Duration.ofSeconds(1))))
                .hasMessageContaining("backOff");
    }
}
