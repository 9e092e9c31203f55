package io.github.mem0j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.model.Embedding;
import io.github.mem0j.model.EmbeddingSpace;
import io.github.mem0j.model.Memory;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.AddResult;
import io.github.mem0j.store.AddResult.Outcome;
import io.github.mem0j.store.BulkOutcome;
import io.github.mem0j.store.BulkStore;
import io.github.mem0j.store.Deadline;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.GetResult;
import io.github.mem0j.store.ReadOptions;
import io.github.mem0j.store.StoreRejectedException;
import io.github.mem0j.store.StoreRejectedException.Reason;
import io.github.mem0j.store.StoreUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Cases of {@link BulkStore}: several requests in one call, each for itself. A store that has none makes single calls. */
public interface BulkContract extends ContractFixture {
    private List<BulkOutcome<AddResult>> addAll(AddRequest... requests) {
        return BulkStore.of(store()).addAll(Arrays.asList(requests));
    }

    private AddRequest request(MemoryScope scope, NewMemory... memories) {
        return AddRequest.of(scope, SPACE, memories);
    }

    private AddRequest once(MemoryScope scope, NewMemory... memories) {
        return request(scope, memories).withDeduplication();
    }

    private AddRequest replacing(MemoryScope scope, NewMemory... memories) {
        return request(scope, memories).withMode(AddRequest.Mode.UPSERT);
    }

    private static void assertRefused(BulkOutcome<AddResult> outcome, Reason reason) {
        assertThat(outcome.failure())
                .isInstanceOfSatisfying(
                        StoreRejectedException.class,
                        refusal -> assertThat(refusal.reason()).isEqualTo(reason));
    }

    @Test
    default void requestsOfManyOwnersAreEachAnsweredAsAlone() {
        List<AddRequest> requests = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            MemoryScope scope =
                    i % 2 == 0 ? someone() : someone().withTenant("t").withAgent("a");
            AddRequest add = request(scope, memory("one of " + i, 1, i), memory("two of " + i, i + 1, 1));
            requests.add(
                    switch (i % 3) {
                        case 0 -> add;
                        case 1 -> add.withDeduplication();
                        default -> add.withMode(AddRequest.Mode.UPSERT);
                    });
        }
        List<BulkOutcome<AddResult>> outcomes = BulkStore.of(store()).addAll(requests);
        assertThat(outcomes).hasSameSizeAs(requests);
        for (int i = 0; i < requests.size(); i++) {
            AddRequest asked = requests.get(i);
            AddResult result = outcomes.get(i).get();
            assertThat(result.items())
                    .containsExactlyElementsOf(result.ids().stream()
                            .map(id -> item(asked.scope(), id, Outcome.CREATED, 1))
                            .toList());
            for (NewMemory added : asked.memories()) {
                Memory stored = read(asked.scope(), added.id());
                assertThat(stored.scope()).isEqualTo(asked.scope());
                assertThat(stored.text()).isEqualTo(added.text());
                assertThat(stored.embedding()).isEqualTo(admin().asStored(added.embedding()));
            }
            assertThat(list(asked.scope())).hasSize(2);
        }
    }

    @Test
    default void whatIsWrongWithOneRequestFailsItAlone() {
        MemoryScope scope = someone();
        MemoryScope other = someone();
        NewMemory taken = memory("taken");
        remember(scope, taken);
        remember(other, taken);
        NewMemory impostor = new NewMemory(
                taken.id(), "another text", vector(1), taken.metadata(), taken.createdAt(), taken.expiresAt());
        NewMemory good = memory("good");
        NewMemory half = memory("half");
        Embedding strange = Embedding.of(1, 2, 3);
        List<BulkOutcome<AddResult>> outcomes = addAll(
                request(other, good),
                request(scope, half, impostor),
                replacing(other.withAgent("elsewhere"), impostor),
                AddRequest.of(scope, new EmbeddingSpace("strange", 3), NewMemory.of("strange", strange)),
                request(scope, memory("x".repeat((int) LIMITS.maxTextBytes() + 1))),
                request(scope, memory("late")).withDeadline(Deadline.after(Duration.ofMillis(-1))),
                once(other, memory("once")),
                replacing(scope, memory("put")));
        assertThat(outcomes.get(0).get().ids()).containsExactly(good.id());
        assertRefused(outcomes.get(1), Reason.ID_TAKEN);
        assertRefused(outcomes.get(2), Reason.OTHER_SCOPE);
        assertRefused(outcomes.get(3), Reason.OTHER_SPACE);
        assertRefused(outcomes.get(4), Reason.TOO_LARGE);
        assertThat(outcomes.get(5).failure())
                .isInstanceOfSatisfying(
                        StoreUnavailableException.class,
                        late -> assertThat(late.outcome()).isEqualTo(StoreUnavailableException.Outcome.NOT_APPLIED));
        assertThat(outcomes.get(6).get().items().get(0).outcome()).isEqualTo(Outcome.CREATED);
        assertThat(outcomes.get(7).get().items().get(0).outcome()).isEqualTo(Outcome.CREATED);
        assertThat(isThere(scope, half.id())).isFalse();
        assertThat(read(scope, taken.id()).text()).isEqualTo("taken");
        assertThat(list(scope)).hasSize(2);
        assertThat(list(other)).hasSize(3);
    }

    @Test
    default void requestsTakeEffectOneAfterTheOther() {
        MemoryScope scope = someone();
        NewMemory first = memory("first", 1);
        NewMemory second =
                new NewMemory(first.id(), "second", vector(2), first.metadata(), first.createdAt(), first.expiresAt());
        NewMemory tea = memory("likes tea");
        NewMemory same = memory("likes tea");
        NewMemory elsewhere = memory("likes tea");
        MemoryScope neighbour = someone();
        List<BulkOutcome<AddResult>> outcomes = addAll(
                request(scope, first),
                request(scope, second),
                replacing(scope, second),
                request(neighbour, first),
                once(scope, tea),
                once(scope, same),
                once(neighbour, elsewhere),
                request(scope, memory("likes tea")));
        assertThat(outcomes.get(0).get().items().get(0).outcome()).isEqualTo(Outcome.CREATED);
        assertRefused(outcomes.get(1), Reason.ID_TAKEN);
        assertThat(outcomes.get(2).get().items()).containsExactly(item(scope, first.id(), Outcome.UPDATED, 2));
        assertThat(outcomes.get(3).get().items()).containsExactly(item(neighbour, first.id(), Outcome.CREATED, 1));
        assertThat(outcomes.get(5).get().items()).containsExactly(item(scope, tea.id(), Outcome.DUPLICATE, 1));
        assertThat(outcomes.get(6).get().ids()).containsExactly(elsewhere.id());
        assertThat(read(scope, first.id()).text()).isEqualTo("second");
        assertThat(read(neighbour, first.id()).text()).isEqualTo("first");
        assertThat(list(scope)).hasSize(3);
    }

    @Test
    default void aRepetitionOfAllIsAnsweredAsBefore() {
        MemoryScope scope = someone();
        NewMemory[] memories =
                IntStream.range(0, 5).mapToObj(i -> memory("m" + i)).toArray(NewMemory[]::new);
        AddRequest[] requests = {
            request(scope, memories[0], memories[1]),
            once(scope, memories[2]),
            request(someone(), memories[3]),
            once(someone(), memories[4])
        };
        List<AddResult> before = addAll(requests).stream().map(BulkOutcome::get).toList();
        assertThat(addAll(requests).stream()
                        .map(BulkOutcome::get)
                        .map(AddResult::ids)
                        .toList())
                .containsExactlyElementsOf(before.stream().map(AddResult::ids).toList());
        assertThat(list(scope)).hasSize(3);
        assertThat(addAll(once(scope, memory("m2"))).get(0).get().items())
                .containsExactly(item(scope, memories[2].id(), Outcome.DUPLICATE, 1));
    }

    @Test
    default void moreThanFitIntoOneStatementAreStillEachAnswered() {
        MemoryScope large = someone();
        MemoryScope small = someone();
        List<AddRequest> requests = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            NewMemory[] many =
                    IntStream.range(0, 1_000).mapToObj(j -> memory("many " + j)).toArray(NewMemory[]::new);
            requests.add(request(large, many));
            requests.add(request(small, memory("few")));
        }
        assertThat(BulkStore.of(store()).addAll(requests))
                .allSatisfy(outcome -> assertThat(outcome.failure()).isNull());
        assertThat(admin().count(large)).isEqualTo(3_000);
        assertThat(admin().count(small)).isEqualTo(3);
        assertThat(BulkStore.of(store()).addAll(List.of())).isEmpty();
        assertThat(BulkStore.of(store()).getAll(List.of())).isEmpty();
    }

    @Test
    default void getsOfManyOwnersAreEachAnsweredAsAlone() {
        MemoryScope scope = someone();
        MemoryScope agent = scope.withAgent("a");
        MemoryScope other = someone();
        UUID plain = remember(scope, memory("plain", 0.5f, 1));
        UUID agents = remember(agent, "the agent's");
        UUID gone = remember(scope, "gone");
        UUID expiring = remember(
                other, memory("expiring").withExpiresAt(clock().instant().plusSeconds(1)));
        UUID others = remember(other, memory("other's", 2, 1));
        delete(scope, gone);
        clock().advance(Duration.ofSeconds(1));
        List<GetRequest> requests = List.of(
                GetRequest.of(scope, agents, gone, plain),
                GetRequest.of(agent, plain, agents),
                GetRequest.of(other, plain, others, expiring).includingEmbeddings(),
                GetRequest.of(someone(), plain),
                GetRequest.of(scope, plain).includingEmbeddings(),
                GetRequest.of(scope.withRun("r"), plain, agents),
                GetRequest.of(scope, plain)
                        .withOptions(ReadOptions.DEFAULT.withDeadline(Deadline.after(Duration.ofMillis(-1)))));
        List<BulkOutcome<GetResult>> outcomes = BulkStore.of(store()).getAll(requests);
        for (int i = 0; i < requests.size() - 1; i++) {
            assertThat(outcomes.get(i).get().memories())
                    .isEqualTo(store().get(requests.get(i)).memories());
        }
        assertThat(ids(outcomes.get(0).get().memories())).containsExactly(agents, plain);
        assertThat(ids(outcomes.get(2).get().memories())).containsExactly(others);
        assertThat(outcomes.get(6).isUnavailable()).isTrue();
    }
}
