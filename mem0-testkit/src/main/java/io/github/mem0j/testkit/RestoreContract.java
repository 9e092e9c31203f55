package io.github.mem0j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.model.Memory;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.Metadata;
import io.github.mem0j.model.Relation;
import io.github.mem0j.store.AddResult.Item;
import io.github.mem0j.store.AddResult.Outcome;
import io.github.mem0j.store.StoredMemory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Putting scanned memories back as they were. */
public interface RestoreContract extends ContractFixture {
    /** Scans, empties the store, and puts all back a day later. */
    default List<StoredMemory> restoreAll() {
        List<StoredMemory> scanned = scan();
        scanned.forEach(stored -> admin().erase(stored.memory().scope().owner()));
        clock().advance(Duration.ofDays(1));
        assertThat(admin().count()).isZero();
        admin().restore(SPACE, scanned);
        return scanned;
    }

    @Test
    default void restoredMemoryIsAsItWasScanned() {
        MemoryScope scope = someone().withTenant("t").withAgent("a").withRun("r");
        UUID id = remember(
                scope,
                memory("kept", 1, 2, 3)
                        .withMetadata(Metadata.of("k", Long.MIN_VALUE, "l", List.of("x")))
                        .withExpiresAt(clock().instant().plus(Duration.ofDays(2))));
        clock().advance(Duration.ofSeconds(1));
        update(scope, id, UpdateContract.SEEN);
        Memory before = read(scope, id);

        restoreAll();

        assertThat(read(scope, id)).as("times and version included").isEqualTo(before);
        assertThat(before.version()).isEqualTo(2);
    }

    @Test
    default void restoredMemoriesAreFoundByEveryRead() {
        MemoryScope scope = someone();
        UUID old = remember(scope, memory("old", 1));
        clock().advance(Duration.ofSeconds(1));
        UUID recent = remember(scope, memory("recent", 0, 1));

        restoreAll();

        assertThat(list(scope)).containsExactly(recent, old);
        assertThat(search(scope, 1)).extracting(hit -> hit.memory().id()).containsExactly(old, recent);
        assertThat(admin().count(scope)).isEqualTo(2);
    }

    @Test
    default void restoreClaimsTheSpaceIfThereIsNone() {
        MemoryScope scope = someone();
        Memory memory = new Memory(
                UUID.randomUUID(),
                scope,
                "from elsewhere",
                Metadata.EMPTY,
                clock().instant(),
                clock().instant(),
                null,
                7,
                vector(1));
        admin().restore(SPACE, List.of());
        assertThat(admin().space()).as("nothing claims nothing").isEmpty();

        admin().restore(SPACE, List.of(new StoredMemory(memory, false, List.of())));

        assertThat(admin().space()).contains(SPACE);
        assertThat(read(scope, memory.id())).isEqualTo(memory);
    }

    @Test
    default void restoredVersionGoesOn() {
        MemoryScope scope = someone();
        UUID id = remember(scope, "kept");
        update(scope, id, UpdateContract.SEEN);

        restoreAll();

        assertThat(update(scope, id, UpdateContract.SEEN).version()).isEqualTo(3);
    }

    @Test
    default void restoreReplacesWhatIsThere() {
        MemoryScope scope = someone();
        UUID id = remember(scope, memory("scanned", 1));
        List<StoredMemory> scanned = scan();
        Memory before = read(scope, id);
        upsert(scope, memory("changed since", 0, 1).withId(id));

        admin().restore(SPACE, scanned);

        assertThat(read(scope, id)).isEqualTo(before);
        assertThat(list(scope)).containsExactly(id);
        assertThat(search(scope, 1).get(0).score()).isGreaterThan(0.5);
    }

    @Test
    default void restoreLeavesRelationsToRelate() {
        MemoryScope scope = someone();
        UUID from = remember(scope, "from");
        UUID to = remember(scope, "to");
        Relation relation = Relation.of(from, to).withWeight(0.5);
        relate(scope, relation);

        List<StoredMemory> scanned = restoreAll();
        assertThat(related(scope, from)).isEmpty();

        scanned.stream().flatMap(stored -> stored.relations().stream()).forEach(each -> relate(scope, each));
        assertThat(relationsFrom(scope, from)).containsExactly(relation);
        admin().restore(SPACE, scanned);
        assertThat(related(scope, from)).as("nor takes them away").containsExactly(to);
    }

    @Test
    default void restoringOverAnExpiredMemoryBringsNoRelationsBack() {
        MemoryScope scope = someone();
        Instant end = clock().instant().plusSeconds(60);
        UUID from = remember(scope, memory("from").withExpiresAt(end));
        UUID to = remember(scope, "to");
        relate(scope, Relation.of(from, to));
        StoredMemory scanned = scan().stream()
                .filter(stored -> stored.memory().id().equals(from))
                .findFirst()
                .orElseThrow();
        clock().set(end);

        Memory once = scanned.memory();
        Memory longer = new Memory(
                once.id(),
                once.scope(),
                once.text(),
                once.metadata(),
                once.createdAt(),
                once.updatedAt(),
                null,
                once.version(),
                once.embedding());
        admin().restore(SPACE, List.of(new StoredMemory(longer, false, List.of())));

        assertThat(isThere(scope, from)).isTrue();
        assertThat(related(scope, from)).isEmpty();
    }

    @Test
    default void restoredMemoryStillAnswersForItsText() {
        MemoryScope scope = someone();
        UUID flagged = addOnce(scope, memory("flagged")).ids().get(0);
        remember(scope, "plain");

        restoreAll();

        assertThat(addOnce(scope, memory("flagged")).items())
                .containsExactly(item(scope, flagged, Outcome.DUPLICATE, 1));
        assertThat(addOnce(scope, memory("plain")).items())
                .extracting(Item::outcome)
                .containsExactly(Outcome.CREATED);
    }
}
