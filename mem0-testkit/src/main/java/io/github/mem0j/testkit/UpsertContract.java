package io.github.mem0j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.model.Memory;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.Metadata;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.model.Relation;
import io.github.mem0j.store.AddResult.Outcome;
import io.github.mem0j.store.StoreRejectedException.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Upserts: what is replaced, what stays, and whose memory may be replaced. */
public interface UpsertContract extends ContractFixture {
    @Test
    default void upsertOfUnknownIdIsCreated() {
        MemoryScope scope = someone();
        NewMemory memory = memory("new");

        assertThat(upsert(scope, memory).items()).containsExactly(item(scope, memory.id(), Outcome.CREATED, 1));
        assertThat(read(scope, memory.id()).text()).isEqualTo("new");
    }

    @Test
    default void upsertOfKnownIdIsUpdatedWithTheNextVersion() {
        MemoryScope scope = someone();
        UUID id = remember(scope, "old");

        assertThat(upsert(scope, memory("new").withId(id)).items())
                .containsExactly(item(scope, id, Outcome.UPDATED, 2));
        assertThat(upsert(scope, memory("new").withId(id)).items())
                .as("even if nothing differs")
                .containsExactly(item(scope, id, Outcome.UPDATED, 3));
        assertThat(read(scope, id).version()).isEqualTo(3);
    }

    @Test
    default void upsertReplacesAllButTheCreationTime() {
        MemoryScope scope = someone();
        NewMemory old = memory("old", 1)
                .withMetadata(Metadata.of("gone", 1, "kept", 1))
                .withExpiresAt(clock().instant().plusSeconds(60));
        add(scope, old);
        Instant created = clock().instant();
        clock().advance(Duration.ofSeconds(5));

        upsert(scope, memory("new", 0, 1).withId(old.id()).withMetadata(Metadata.of("kept", 2)));

        Instant now = clock().instant();
        assertThat(read(scope, old.id()))
                .isEqualTo(new Memory(
                        old.id(), scope, "new", Metadata.of("kept", 2), created, now, null, 2, vector(0, 1)));
    }

    @Test
    default void upsertKeepsTheOldCreationTimeThoughAnotherIsSupplied() {
        MemoryScope scope = someone();
        UUID id = remember(scope, "old");
        Instant created = clock().instant();

        upsert(scope, memory("new").withId(id).withCreatedAt(created.minusSeconds(100)));

        assertThat(read(scope, id).createdAt()).isEqualTo(created);
    }

    @Test
    default void upsertOfUnknownIdHonoursSuppliedCreationTime() {
        MemoryScope scope = someone();
        Instant longAgo = Instant.parse("2001-02-03T04:05:06.789012Z");
        NewMemory memory = memory("new").withCreatedAt(longAgo);

        upsert(scope, memory);

        assertThat(read(scope, memory.id()).createdAt()).isEqualTo(longAgo);
        assertThat(read(scope, memory.id()).updatedAt()).isEqualTo(clock().instant());
    }

    @Test
    default void upsertKeepsRelations() {
        MemoryScope scope = someone();
        UUID from = remember(scope, "from");
        UUID to = remember(scope, "to");
        relate(scope, Relation.of(from, to));

        upsert(scope, memory("new").withId(from));

        assertThat(related(scope, from)).containsExactly(to);
    }

    @Test
    default void upsertedMemoryIsRankedByItsNewEmbedding() {
        MemoryScope scope = someone();
        UUID moved = remember(scope, memory("moved", 1));
        UUID fixed = remember(scope, memory("fixed", 3, 4));

        upsert(scope, memory("moved", 0, 1).withId(moved));

        assertThat(search(scope, 1)).extracting(hit -> hit.memory().id()).containsExactly(fixed, moved);
    }

    @Test
    default void upsertOfIdUnderAnotherAgentIsRejected() {
        MemoryScope scope = someone();
        UUID id = remember(scope.withAgent("a"), "theirs");

        assertRejected(
                Reason.OTHER_SCOPE,
                () -> upsert(scope.withAgent("b"), memory("mine").withId(id)),
                "agent");
        assertRejected(Reason.OTHER_SCOPE, () -> upsert(scope, memory("mine").withId(id)));

        assertThat(read(scope, id).text()).isEqualTo("theirs");
    }

    @Test
    default void upsertOfIdUnderAnotherRunIsRejected() {
        MemoryScope scope = someone().withAgent("a");
        UUID id = remember(scope.withRun("r"), "theirs");

        assertRejected(
                Reason.OTHER_SCOPE,
                () -> upsert(scope.withRun("s"), memory("mine").withId(id)),
                "run");
        assertRejected(Reason.OTHER_SCOPE, () -> upsert(scope, memory("mine").withId(id)));

        assertThat(read(scope, id).text()).isEqualTo("theirs");
    }

    @Test
    default void upsertOfIdWithoutAgentIsRejectedFromAnAgent() {
        MemoryScope scope = someone();
        UUID id = remember(scope, "nobody's");

        assertRejected(
                Reason.OTHER_SCOPE,
                () -> upsert(scope.withAgent("a"), memory("mine").withId(id)));
    }

    @Test
    default void upsertRejectedStoresNothingOfTheBatch() {
        MemoryScope scope = someone();
        UUID mine = remember(scope.withAgent("a"), "mine");
        UUID theirs = remember(scope.withAgent("b"), "theirs");

        assertRejected(
                Reason.OTHER_SCOPE,
                () -> upsert(
                        scope.withAgent("a"),
                        memory("changed").withId(mine),
                        memory("new"),
                        memory("clash").withId(theirs)));

        assertThat(read(scope, mine).text()).isEqualTo("mine");
        assertThat(list(scope)).containsExactlyInAnyOrder(mine, theirs);
    }

    @Test
    default void upsertOfDeletedIdIsCreatedAndItsVersionGoesOn() {
        MemoryScope scope = someone();
        UUID id = remember(scope, "old");
        upsert(scope, memory("newer").withId(id));
        delete(scope, id);
        clock().advance(Duration.ofSeconds(1));

        assertThat(upsert(scope, memory("newest").withId(id)).items())
                .containsExactly(item(scope, id, Outcome.CREATED, keepsHiddenMemories() ? 3 : 1));
        assertThat(read(scope, id).createdAt()).isEqualTo(clock().instant());
    }

    @Test
    default void upsertMixesNewAndKnownIds() {
        MemoryScope scope = someone();
        UUID known = remember(scope, "known");
        NewMemory fresh = memory("fresh");

        assertThat(upsert(scope, fresh, memory("changed").withId(known)).items())
                .containsExactly(item(scope, fresh.id(), Outcome.CREATED, 1), item(scope, known, Outcome.UPDATED, 2));
    }
}
