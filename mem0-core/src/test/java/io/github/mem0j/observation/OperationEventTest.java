package io.github.mem0j.observation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.mem0j.async.AsyncMemoryStore;
import io.github.mem0j.embedded.EmbeddedMemoryStore;
import io.github.mem0j.layer.MemoryStack;
import io.github.mem0j.model.MemoryChange;
import io.github.mem0j.model.MemoryFilter;
import io.github.mem0j.model.Metadata;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.model.Relation;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.AddResult;
import io.github.mem0j.store.BulkStore;
import io.github.mem0j.store.Degradation;
import io.github.mem0j.store.DeleteRequest;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.ListRequest;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.RelateRequest;
import io.github.mem0j.store.RelatedRequest;
import io.github.mem0j.store.ScanRequest;
import io.github.mem0j.store.SearchResult;
import io.github.mem0j.store.StoreAdmin;
import io.github.mem0j.store.StoreCorruptedException;
import io.github.mem0j.store.StoreRejectedException;
import io.github.mem0j.store.StoreUnavailableException;
import io.github.mem0j.store.UpdateRequest;
import io.github.mem0j.store.VersionConflictException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What listeners are told. */
class OperationEventTest {
    private static final MemoryChange CHANGE = MemoryChange.none().withMetadata(Metadata.of("k", "v"));

    private final List<OperationEvent> events = new CopyOnWriteArrayList<>();

    private MemoryStore over(MemoryStore store) {
        return Observation.builder().listener(events::add).build().over(store);
    }

    private OperationEvent last() {
        return events.get(events.size() - 1);
    }

    /** An observation between a store and those who send it batches does not keep them from it. */
    @Test
    void manyRequestsInOneCallAreOneEvent() {
        BulkStore bulk =
                over(EmbeddedMemoryStore.create()).unwrap(BulkStore.class).orElseThrow();
        assertThat(bulk.addAll(List.of(Scripted.add(), Scripted.add()))).hasSize(2);
        assertThat(last().operation()).isEqualTo("addAll");
        assertThat(last().items()).isEqualTo(2);
        assertThat(bulk.getAll(List.of(Scripted.GET)).get(0).get().memories()).isEmpty();
        assertThat(last().operation()).isEqualTo("getAll");
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(StoreUnavailableException.notApplied("down", null), CallOutcome.UNAVAILABLE),
                Arguments.of(StoreUnavailableException.unknown("cut", null), CallOutcome.UNKNOWN),
                Arguments.of(new VersionConflictException(new UUID(1, 2), 1, 2), CallOutcome.CONFLICT),
                Arguments.of(
                        new StoreRejectedException(StoreRejectedException.Reason.TOO_LARGE, "large"),
                        CallOutcome.REJECTED),
                Arguments.of(
                        new StoreRejectedException(StoreRejectedException.Reason.CLOSED, "closed"),
                        CallOutcome.REJECTED),
                Arguments.of(new StoreCorruptedException("torn", null), CallOutcome.CORRUPTED),
                Arguments.of(new IllegalStateException("a bug"), CallOutcome.FAILED));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void everyFailureHasItsOutcomeAndPassesAsItIs(RuntimeException failure, CallOutcome outcome) {
        MemoryStore store = over(Scripted.failing(failure));
        assertThat(catchThrowable(() -> store.search(Scripted.SEARCH))).isSameAs(failure);
        assertThat(last().outcome()).isEqualTo(outcome);
        assertThat(last().source()).isNull();
        assertThat(last().age()).isZero();
        assertThat(last().items()).isZero();
        assertThat(last().asked()).isEqualTo(Scripted.SEARCH.limit());
        assertThat(catchThrowable(() -> StoreAdmin.of(store).count())).isSameAs(failure);
        assertThat(last().outcome()).isEqualTo(outcome);
        List<OperationStatistics> counted =
                ObservationAdmin.of(store).statistics().get(0).operations();
        assertThat(counted).extracting(OperationStatistics::operation).containsExactly("search", "count");
        assertThat(counted).extracting(OperationStatistics::outcomes).containsOnly(Map.of(outcome, 1L));
    }

    @Test
    void anErrorIsAFailureAndPassesToo() {
        Error error = new AssertionError("out of luck");
        MemoryStore store = over(new Scripted(EmbeddedMemoryStore.create(), below -> {
            throw error;
        }));
        assertThat(catchThrowable(() -> store.search(Scripted.SEARCH))).isSameAs(error);
        assertThat(last().outcome()).isEqualTo(CallOutcome.FAILED);
    }

    @Test
    void theEightOperationsAreToldWithTheirCounts() {
        MemoryStore store = over(EmbeddedMemoryStore.create());
        List<NewMemory> three = Stream.of("a", "b", "c")
                .map(text -> NewMemory.of(text, Scripted.EAST))
                .toList();
        AddResult added = store.add(AddRequest.of(Scripted.ALICE, Scripted.SPACE, three));
        UUID a = added.ids().get(0);
        UUID b = added.ids().get(1);
        UUID nobody = new UUID(1, 2);
        store.get(GetRequest.of(Scripted.ALICE, a, nobody));
        store.search(Scripted.SEARCH.withLimit(2));
        store.list(ListRequest.of(Scripted.ALICE).withLimit(50));
        store.update(UpdateRequest.of(Scripted.ALICE, a, CHANGE));
        store.update(UpdateRequest.of(Scripted.ALICE, nobody, CHANGE));
        store.relate(
                RelateRequest.of(Scripted.ALICE, List.of(Relation.of(a, b, "NEXT"), Relation.of(a, nobody, "NEXT"))));
        store.related(RelatedRequest.of(Scripted.ALICE, a).withLimit(7));
        store.delete(DeleteRequest.ids(Scripted.ALICE, a, nobody));
        store.delete(
                DeleteRequest.matching(Scripted.ALICE, MemoryFilter.createdAt().lt(Instant.EPOCH)));

        assertThat(events)
                .extracting(event -> event.operation() + " " + event.items() + "/" + event.asked())
                .containsExactly(
                        "add 3/3",
                        "get 1/2",
                        "search 2/2",
                        "list 3/50",
                        "update 1/1",
                        "update 0/1",
                        "relate 1/2",
                        "related 1/7",
                        "delete 1/2",
                        "delete 0/0");
        assertThat(events).allSatisfy(event -> {
            assertThat(event.observation()).isEqualTo("stack");
            assertThat(event.outcome()).isEqualTo(CallOutcome.ANSWERED);
            assertThat(event.source()).isEqualTo(added.provenance().source());
            assertThat(event.degradations()).isEmpty();
            assertThat(event.inside()).isEmpty();
            assertThat(event.duration()).isPositive();
        });
    }

    @Test
    void operatorsCallsAreToldByName() {
        MemoryStore store = over(EmbeddedMemoryStore.create());
        store.add(AddRequest.of(Scripted.ALICE, Scripted.SPACE, List.of(NewMemory.of("a", Scripted.EAST))));
        events.clear();
        StoreAdmin admin = StoreAdmin.of(store);
        admin.restore(Scripted.SPACE, admin.scan(ScanRequest.all()).memories());
        admin.count(Scripted.ALICE);
        admin.count();
        admin.versions(Scripted.ALICE, 10);
        admin.relations(Scripted.ALICE, 10);
        admin.space();
        admin.ping();
        admin.purgeExpired();
        admin.erase(Scripted.ALICE);
        admin.asStored(Scripted.EAST);

        assertThat(events)
                .extracting(event -> event.operation() + " " + event.items())
                .containsExactly(
                        "scan 1",
                        "restore 0",
                        "count 1",
                        "count 1",
                        "versions 1",
                        "relations 0",
                        "space 0",
                        "ping 0",
                        "purgeExpired 0",
                        "erase 1");
        assertThat(events).extracting(OperationEvent::source).containsOnlyNulls();
    }

    @Test
    void degradedAnswersAreToldWithTheirAgeAndCounted() {
        MemoryStore store = over(new Scripted(EmbeddedMemoryStore.create(), below -> {
            SearchResult answer = (SearchResult) below.get();
            return answer.withProvenance(answer.provenance()
                    .withSource("redis")
                    .agedAtLeast(Duration.ofSeconds(90))
                    .degraded(Degradation.STALE));
        }));
        store.search(Scripted.SEARCH);
        assertThat(last().source()).isEqualTo("redis");
        assertThat(last().age()).isEqualTo(Duration.ofSeconds(90));
        assertThat(last().degradations()).containsExactly(Degradation.STALE);
        assertThat(ObservationAdmin.of(store).statistics().get(0).operation("search"))
                .hasValueSatisfying(search -> assertThat(search.degraded()).isEqualTo(1));
    }

    @Test
    void aListenerThatFailsHarmsNobodyAndIsLoggedOnceByClass() {
        AtomicInteger told = new AtomicInteger();
        MemoryStore store = Observation.builder()
                .listener(event -> {
                    told.incrementAndGet();
                    throw new IllegalStateException("SECRET");
                })
                .listener(event -> {
                    throw new AssertionError("SECRET");
                })
                .listener(events::add)
                .build()
                .over(EmbeddedMemoryStore.create());
        List<String> log = Scripted.logged(() -> {
            for (int i = 0; i < 3; i++) {
                assertThat(store.search(Scripted.SEARCH).hits()).isEmpty();
            }
        });
        assertThat(told).hasValue(3);
        assertThat(events).hasSize(3);
        assertThat(log).hasSize(2);
        assertThat(log.get(0)).contains("WARN", "IllegalStateException", "OperationEventTest");
        assertThat(log.get(1)).contains("WARN", "AssertionError");
        assertThat(String.join("", log)).doesNotContain("SECRET");
    }

    @Test
    void asynchronousCallsAreObservedAsAnyOther() throws Exception {
        MemoryStore store = over(EmbeddedMemoryStore.create());
        try (AsyncMemoryStore async = AsyncMemoryStore.over(store)) {
            async.search(Scripted.SEARCH).get();
        }
        assertThat(events).extracting(OperationEvent::operation).containsExactly("search");
    }

    @Test
    void itPrintsItselfAndRefusesWhatCannotBe() {
        assertThat(MemoryStack.over(EmbeddedMemoryStore.create())
                        .layer(Observation.builder().name("store").build())
                        .layer(Observation.defaults())
                        .build())
                .hasToString("Observation(Observation[store](EmbeddedMemoryStore))");
        assertThatThrownBy(() -> Observation.builder().name(" ").build()).hasMessageContaining("name");
        assertThatThrownBy(() -> Observation.builder().slowAfter(Duration.ZERO).build())
                .hasMessageContaining("slowAfter");
        assertThatThrownBy(() ->
                        Observation.builder().slowLogEvery(Duration.ofNanos(-1)).build())
                .hasMessageContaining("slowLogEvery");
        assertThatThrownBy(() -> ObservationAdmin.of(EmbeddedMemoryStore.create()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("EmbeddedMemoryStore");
    }
}
