package io.github.mem0j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mem0j.model.Expiry;
import io.github.mem0j.model.Memory;
import io.github.mem0j.model.MemoryChange;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.Metadata;
import io.github.mem0j.model.Relation;
import io.github.mem0j.store.StoreRejectedException.Reason;
import io.github.mem0j.store.UpdateRequest;
import io.github.mem0j.store.UpdateResult;
import io.github.mem0j.store.UpdateResult.Outcome;
import io.github.mem0j.store.VersionConflictException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Partial changes, versions, and memories that are not there to be changed. */
public interface UpdateContract extends ContractFixture {
    MemoryChange SEEN = MemoryChange.none().withMetadata(Metadata.of("seen", true));

    default void assertNotFound(UpdateResult result) {
        assertThat(result.outcome()).isEqualTo(Outcome.NOT_FOUND);
        assertThat(result.version()).isZero();
        assertThat(result.updatedAt()).isNull();
    }

    @Test
    default void updateAnswersIdOutcomeNewVersionAndTime() {
        MemoryScope scope = someone();
        UUID id = remember(scope, "here");
        clock().advance(Duration.ofNanos(7_000_001));

        UpdateResult result = update(scope, id, SEEN);

        assertThat(result.id()).isEqualTo(id);
        assertThat(result.outcome()).isEqualTo(Outcome.UPDATED);
        assertThat(result.version()).isEqualTo(2);
        assertThat(read(scope, id).version()).isEqualTo(2);
        assertThat(result.updatedAt()).isEqualTo(read(scope, id).updatedAt());
    }

    @Test
    default void updateChangesOnlyWhatItNames() {
        MemoryScope scope = someone().withAgent("a").withRun("r");
        UUID id = remember(
                scope,
                memory("text", 1, 2)
                        .withMetadata(Metadata.of("k", 1))
                        .withExpiresAt(clock().instant().plusSeconds(99)));
        Memory before = read(scope, id);
        clock().advance(Duration.ofSeconds(1));

        update(scope, id, SEEN);

        assertThat(read(scope, id)).isEqualTo(SEEN.applyTo(before, clock().instant()));
    }

    @Test
    default void updateMovesUpdatedAtAndLeavesCreatedAt() {
        MemoryScope scope = someone();
        UUID id = remember(scope, "here");
        Instant created = clock().instant();
        clock().advance(Duration.ofHours(1));

        update(scope, id, SEEN);

        assertThat(read(scope, id).createdAt()).isEqualTo(created);
        assertThat(read(scope, id).updatedAt()).isEqualTo(created.plusSeconds(3_600));
    }

    @Test
    default void updateOfTextTakesItsEmbeddingAlong() {
        MemoryScope scope = someone();
        UUID id = remember(scope, memory("old", 1).withMetadata(Metadata.of("k", 1)));

        update(scope, id, MemoryChange.none().withText("new", vector(0, 1)));

        Memory after = read(scope, id);
        assertThat(after.text()).isEqualTo("new");
        assertThat(after.embedding()).isEqualTo(vector(0, 1));
        assertThat(after.metadata()).isEqualTo(Metadata.of("k", 1));
    }

    @Test
    default void updateOfEmbeddingAloneLeavesTheText() {
        MemoryScope scope = someone();
        UUID id = remember(scope, memory("text", 1));

        update(scope, id, MemoryChange.none().withEmbedding(vector(0, 0, 5)));

        assertThat(read(scope, id).text()).isEqualTo("text");
        assertThat(read(scope, id).embedding()).isEqualTo(vector(0, 0, 5));
    }

    @Test
    default void updateMergesMetadataKeyByKey() {
        MemoryScope scope = someone();
        UUID id = remember(scope, memory("here").withMetadata(Metadata.of("kept", 1, "changed", "old")));

        update(scope, id, MemoryChange.none().withMetadata(Metadata.of("changed", 2.5, "added", true)));

        assertThat(read(scope, id).metadata())
                .isEqualTo(Metadata.copyOf(Map.of("kept", 1, "changed", 2.5, "added", true)));
    }

    @Test
    default void updateUnsetsKeys() {
        MemoryScope scope = someone();
        UUID id = remember(scope, memory("here").withMetadata(Metadata.of("kept", 1, "gone", 2)));

        update(scope, id, MemoryChange.none().withoutKeys("gone", "never there"));
        assertThat(read(scope, id).metadata()).isEqualTo(Metadata.of("kept", 1));

        update(
                scope,
                id,
                MemoryChange.none().withMetadata(Metadata.of("new", 3)).withoutKeys("kept"));
        assertThat(read(scope, id).metadata()).isEqualTo(Metadata.of("new", 3));
    }

    @Test
    default void updateKeepsSetsAndClearsTheExpiry() {
        MemoryScope scope = someone();
        Instant first = clock().instant().plusSeconds(10);
        Instant second = clock().instant().plusSeconds(20);
        UUID id = remember(scope, memory("here").withExpiresAt(first));

        update(scope, id, SEEN);
        assertThat(read(scope, id).expiresAt()).as("KEEP is the default").isEqualTo(first);

        update(scope, id, MemoryChange.none().withExpiry(Expiry.set(second)));
        assertThat(read(scope, id).expiresAt()).as("SET").isEqualTo(second);

        update(scope, id, MemoryChange.none().withExpiry(Expiry.CLEAR));
        assertThat(read(scope, id).expiresAt()).as("CLEAR").isNull();
        clock().advance(Duration.ofDays(1));
        assertThat(isThere(scope, id)).isTrue();
    }

    @Test
    default void updateCanEndAMemoryAtOnce() {
        MemoryScope scope = someone();
        UUID id = remember(scope, "here");

        UpdateResult result = update(scope, id, MemoryChange.none().withExpiry(Expiry.set(clock().instant())));

        assertThat(result.outcome()).isEqualTo(Outcome.UPDATED);
        assertThat(isThere(scope, id)).isFalse();
    }

    @Test
    default void updateOfTheExpectedVersionGoesThrough() {
        MemoryScope scope = someone();
        UUID id = remember(scope, "here");

        for (long version = 1; version < 4; version++) {
            assertThat(store().update(UpdateRequest.of(scope, id, SEEN).expecting(version))
                            .version())
                    .isEqualTo(version + 1);
        }
    }

    @Test
    default void updateOfAnotherVersionIsAConflictAndChangesNothing() {
        MemoryScope scope = someone();
        UUID id = remember(scope, "here");
        update(scope, id, SEEN);
        Memory before = read(scope, id);

        for (long expected : new long[] {1, 3, Long.MAX_VALUE}) {
            MemoryChange change = MemoryChange.none().withText("lost", vector(5));
            UpdateRequest request = UpdateRequest.of(scope, id, SPACE, change).expecting(expected);
            assertRejected(Reason.VERSION_CONFLICT, () -> store().update(request), "read it again");
            assertThatThrownBy(() -> store().update(request))
                    .isInstanceOfSatisfying(
                            VersionConflictException.class,
                            conflict -> assertThat(conflict.actualVersion()).isEqualTo(2));
        }
        assertThat(read(scope, id)).isEqualTo(before);
    }

    @Test
    default void updateKeepsRelations() {
        MemoryScope scope = someone();
        UUID from = remember(scope, "from");
        UUID to = remember(scope, "to");
        relate(scope, Relation.of(from, to));

        update(scope, from, MemoryChange.none().withText("changed", vector(2)));

        assertThat(related(scope, from)).containsExactly(to);
    }

    @Test
    default void updateOfUnknownIdFindsNothing() {
        UUID unknown = UUID.randomUUID();
        MemoryScope scope = someone();

        assertNotFound(update(scope, unknown, SEEN));
        assertThat(update(scope, unknown, SEEN).id()).isEqualTo(unknown);
        assertNotFound(store().update(UpdateRequest.of(scope, unknown, SEEN).expecting(1)));
        remember(scope, "another");
        assertNotFound(update(scope, unknown, SEEN));
        assertThat(list(scope)).hasSize(1);
    }

    @Test
    default void updateFromAnotherAgentOrRunFindsNothing() {
        MemoryScope scope = someone();
        UUID id = remember(scope.withAgent("a").withRun("r"), "here");

        assertNotFound(update(scope.withAgent("b"), id, SEEN));
        assertNotFound(update(scope.withRun("s"), id, SEEN));
        assertNotFound(update(scope.withAgent("a").withRun("s"), id, SEEN));
        assertThat(read(scope, id).version()).isEqualTo(1);
        assertThat(update(scope, id, SEEN).outcome())
                .as("an absent agent or run means any")
                .isEqualTo(Outcome.UPDATED);
    }

    @Test
    default void updateOfDeletedMemoryFindsNothing() {
        MemoryScope scope = someone();
        UUID id = remember(scope, "here");
        delete(scope, id);

        assertNotFound(update(scope, id, SEEN));
        assertNotFound(store().update(UpdateRequest.of(scope, id, SEEN).expecting(1)));
        assertThat(isThere(scope, id)).isFalse();
    }
}
