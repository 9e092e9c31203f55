package io.github.mem0j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.Relation;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.Deadline;
import io.github.mem0j.store.DeleteRequest;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.ListRequest;
import io.github.mem0j.store.ReadOptions;
import io.github.mem0j.store.ReadOptions.Freshness;
import io.github.mem0j.store.RelateRequest;
import io.github.mem0j.store.RelatedRequest;
import io.github.mem0j.store.StoreRequest;
import io.github.mem0j.store.StoreUnavailableException;
import io.github.mem0j.store.StoreUnavailableException.Outcome;
import io.github.mem0j.store.UpdateRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Freshness, age and deadlines of requests. */
public interface OptionsContract extends ContractFixture {
    default Deadline passed() {
        return Deadline.after(Duration.ofNanos(-1));
    }

    default void assertNotStarted(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StoreUnavailableException.class,
                        failure -> assertThat(failure.outcome()).isEqualTo(Outcome.NOT_APPLIED))
                .hasMessageContaining("deadline");
    }

    @Test
    default void everyFreshnessIsAnsweredTruly() {
        MemoryScope scope = someone();
        UUID id = remember(scope, "here");
        UUID other = remember(scope, "there");
        relate(scope, Relation.of(id, other));
        List<ReadOptions> all = new ArrayList<>();
        for (Freshness freshness : Freshness.values()) {
            all.add(ReadOptions.DEFAULT.withFreshness(freshness));
            all.add(ReadOptions.DEFAULT.withFreshness(freshness).withMaxAge(Duration.ZERO));
            all.add(ReadOptions.DEFAULT
                    .withMaxAge(Duration.ofDays(1))
                    .withDeadline(Deadline.after(Duration.ofMinutes(9))));
        }

        for (ReadOptions options : all) {
            assertThat(ids(store().get(GetRequest.of(scope, id).withOptions(options))
                            .memories()))
                    .as("get with %s", options)
                    .containsExactly(id);
            assertThat(store().search(searchFor(scope).withOptions(options)).hits())
                    .as("search with %s", options)
                    .hasSize(2);
            assertThat(store().list(ListRequest.of(scope).withOptions(options)).memories())
                    .as("list with %s", options)
                    .hasSize(2);
            assertThat(ids(store().related(RelatedRequest.of(scope, id).withOptions(options))
                            .memories()))
                    .as("related with %s", options)
                    .containsExactly(other);
        }
    }

    @Test
    default void bypassingReadsSeeWritesAtOnce() {
        MemoryScope scope = someone();
        ReadOptions bypass = ReadOptions.DEFAULT.withFreshness(Freshness.BYPASS);

        UUID id = remember(scope, "here");
        assertThat(store().list(ListRequest.of(scope).withOptions(bypass)).memories())
                .hasSize(1);
        delete(scope, id);
        assertThat(store().list(ListRequest.of(scope).withOptions(bypass)).memories())
                .isEmpty();
        assertThat(store().search(searchFor(scope).withOptions(bypass)).hits()).isEmpty();
    }

    @Test
    default void readsPastTheirDeadlineAreNotStarted() {
        MemoryScope scope = someone();
        UUID id = remember(scope, "here");
        ReadOptions late = ReadOptions.DEFAULT.withDeadline(passed());

        assertNotStarted(() -> store().get(GetRequest.of(scope, id).withOptions(late)));
        assertNotStarted(() -> store().search(searchFor(scope).withOptions(late)));
        assertNotStarted(() -> store().list(ListRequest.of(scope).withOptions(late)));
        assertNotStarted(() -> store().related(RelatedRequest.of(scope, id).withOptions(late)));
    }

    @Test
    default void addsPastTheirDeadlineStoreNothing() {
        MemoryScope scope = someone();
        AddRequest request = AddRequest.of(scope, SPACE, memory("late")).withDeadline(passed());

        assertNotStarted(() -> store().add(request));
        assertNotStarted(() -> store().add(request.withMode(AddRequest.Mode.UPSERT)));

        assertThat(list(scope)).isEmpty();
        assertThat(admin().space()).as("nor claim the space").isEmpty();
    }

    @Test
    default void otherWritesPastTheirDeadlineChangeNothing() {
        MemoryScope scope = someone();
        UUID a = remember(scope, "a");
        UUID b = remember(scope, "b");
        var before = scan();

        assertNotStarted(() ->
                store().update(UpdateRequest.of(scope, a, UpdateContract.SEEN).withDeadline(passed())));
        assertNotStarted(() -> store().delete(DeleteRequest.everything(scope).withDeadline(passed())));
        assertNotStarted(
                () -> store().relate(RelateRequest.of(scope, Relation.of(a, b)).withDeadline(passed())));

        assertThat(scan()).containsExactlyInAnyOrderElementsOf(before);
    }

    @Test
    default void requestsSayWhetherTheyMayBeRepeatedAfterAnUnknownOutcome() {
        MemoryScope scope = someone();
        UUID id = UUID.randomUUID();
        AddRequest insert = AddRequest.of(scope, SPACE, memory("m"));

        assertThat(List.of(
                        GetRequest.of(scope, id),
                        searchFor(scope),
                        ListRequest.of(scope),
                        RelatedRequest.of(scope, id),
                        insert,
                        insert.withDeduplication(),
                        RelateRequest.of(scope, Relation.of(id, UUID.randomUUID()))))
                .allMatch(StoreRequest::isRepeatable);
        assertThat(List.of(
                        insert.withMode(AddRequest.Mode.UPSERT),
                        UpdateRequest.of(scope, id, UpdateContract.SEEN).expecting(1),
                        DeleteRequest.everything(scope)))
                .noneMatch(StoreRequest::isRepeatable);
    }

    @Test
    default void writesWithinTheirDeadlineGoThrough() {
        MemoryScope scope = someone();
        Deadline soon = Deadline.after(Duration.ofMinutes(9));
        var memory = memory("in time");

        store().add(AddRequest.of(scope, SPACE, memory).withDeadline(soon));
        assertThat(store().update(UpdateRequest.of(scope, memory.id(), UpdateContract.SEEN)
                                .withDeadline(soon))
                        .version())
                .isEqualTo(2);
        assertThat(store().delete(DeleteRequest.everything(scope).withDeadline(soon))
                        .count())
                .isEqualTo(1);
    }
}
