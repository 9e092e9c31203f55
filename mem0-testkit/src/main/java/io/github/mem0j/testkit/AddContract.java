package io.github.mem0j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.model.Memory;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.Metadata;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.model.Relation;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.AddResult;
import io.github.mem0j.store.AddResult.Item;
import io.github.mem0j.store.AddResult.Outcome;
import io.github.mem0j.store.StoreRejectedException.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Inserts: outcomes, repetition, taken ids, all or nothing, coming back after a delete. */
public interface AddContract extends ContractFixture {
    @Test
    default void insertedMemoryReadsBackAsGiven() {
        MemoryScope scope = someone();
        Instant expiresAt = clock().instant().plusSeconds(60);
        NewMemory given = memory("drinks oolong", 1, 2, 3)
                .withMetadata(Metadata.of("topic", "tea", "cups", 3))
                .withExpiresAt(expiresAt);

        add(scope, given);

        Instant now = clock().instant();
        assertThat(read(scope, given.id()))
                .isEqualTo(new Memory(
                        given.id(), scope, "drinks oolong", given.metadata(), now, now, expiresAt, 1, vector(1, 2, 3)));
    }

    @Test
    default void insertAnswersInTheOrderOfTheRequest() {
        NewMemory first = memory("first");
        NewMemory second = memory("second");
        NewMemory third = memory("third");
        MemoryScope scope = someone();

        AddResult result = add(scope, third, first, second);

        assertThat(result.items())
                .containsExactly(
                        item(scope, third.id(), Outcome.CREATED, 1),
                        item(scope, first.id(), Outcome.CREATED, 1),
                        item(scope, second.id(), Outcome.CREATED, 1));
    }

    @Test
    default void insertOfTheSameTextUnderNewIdsStoresItAgain() {
        MemoryScope scope = someone();

        UUID first = remember(scope, "drinks oolong");
        UUID second = remember(scope, "drinks oolong");

        assertThat(list(scope)).containsExactlyInAnyOrder(first, second);
    }

    @Test
    default void insertRepeatedIsCreatedAndNotDoubled() {
        MemoryScope scope = someone().withAgent("a").withRun("r");
        NewMemory memory = memory("once", 1, 2)
                .withMetadata(Metadata.of("n", Long.MAX_VALUE, "d", 0.1))
                .withExpiresAt(clock().instant().plusSeconds(60));
        add(scope, memory);
        Memory before = read(scope, memory.id());

        clock().advance(Duration.ofSeconds(1));
        AddResult again = add(scope, memory);

        assertThat(again.items()).containsExactly(item(scope, memory.id(), Outcome.CREATED, 1));
        assertThat(list(scope)).containsExactly(memory.id());
        assertThat(read(scope, memory.id())).as("untouched by the repetition").isEqualTo(before);
    }

    @Test
    default void insertRepeatedWithSuppliedTimeIsCreated() {
        MemoryScope scope = someone();
        NewMemory memory = memory("once").withCreatedAt(Instant.parse("2020-02-02T02:02:02.123456789Z"));
        add(scope, memory);

        assertThat(add(scope, memory).items()).containsExactly(item(scope, memory.id(), Outcome.CREATED, 1));
    }

    @Test
    default void insertOfHalfStoredBatchStoresTheRest() {
        MemoryScope scope = someone();
        NewMemory old = memory("old");
        NewMemory fresh = memory("fresh");
        add(scope, old);

        AddResult result = add(scope, old, fresh);

        assertThat(result.items()).extracting(Item::outcome).containsExactly(Outcome.CREATED, Outcome.CREATED);
        assertThat(list(scope)).containsExactlyInAnyOrder(old.id(), fresh.id());
    }

    @Test
    default void insertOfTakenIdIsRejectedWhateverDiffers() {
        MemoryScope scope = someone();
        NewMemory there = memory("there", 1, 2).withMetadata(Metadata.of("k", 1));
        add(scope, there);
        Memory before = read(scope, there.id());
        UUID id = there.id();

        List<NewMemory> others = List.of(
                memory("other", 1, 2).withId(id).withMetadata(there.metadata()),
                memory("there", 2, 1).withId(id).withMetadata(there.metadata()),
                there.withMetadata(Metadata.of("k", 2)),
                there.withMetadata(Metadata.EMPTY),
                there.withExpiresAt(clock().instant().plusSeconds(9)),
                there.withCreatedAt(clock().instant().minusSeconds(9)));

        for (NewMemory other : others) {
            assertRejected(Reason.ID_TAKEN, () -> add(scope, other), id.toString(), "upsert");
        }
        assertThat(read(scope, id)).isEqualTo(before);
    }

    @Test
    default void insertOfIdTakenUnderAnotherAgentIsRejected() {
        MemoryScope scope = someone();
        NewMemory there = memory("there");
        add(scope.withAgent("a"), there);

        assertRejected(Reason.ID_TAKEN, () -> add(scope.withAgent("b"), there));
        assertRejected(Reason.ID_TAKEN, () -> add(scope, there));
    }

    @Test
    default void insertOfTakenIdStoresNothingOfTheBatch() {
        MemoryScope scope = someone();
        UUID taken = remember(scope, "there");
        NewMemory before = memory("before");
        NewMemory after = memory("after");

        assertRejected(Reason.ID_TAKEN, () -> add(scope, before, memory("clash").withId(taken), after));

        assertThat(list(scope)).containsExactly(taken);
        assertThat(read(scope, taken).text()).isEqualTo("there");
    }

    @Test
    default void insertTakesLargeBatches() {
        MemoryScope scope = someone();
        List<NewMemory> many = IntStream.range(0, LIMITS.maxBatch())
                .mapToObj(i -> memory("memory " + i, i + 1, 1))
                .toList();

        AddResult result = store().add(AddRequest.of(scope, SPACE, many));

        assertThat(result.ids()).isEqualTo(many.stream().map(NewMemory::id).toList());
        assertThat(admin().count(scope)).isEqualTo(LIMITS.maxBatch());
    }

    @Test
    default void insertKeepsTextVerbatim() {
        MemoryScope scope = someone();
        List<String> texts = List.of(
                "  padded\t\r\n",
                "quotes ' \" ` $$ \\ \\n %s ? :name {}",
                "\u0001\u001f\u007f controls are fine in texts",
                "caf\u00e9 and cafe\u0301 differ",
                "\uD83E\uDED6 \u8336 \u0634\u0627\u064A \u05EA\u05D4",
                "\uFEFF byte order mark, \uFFFF noncharacter");

        for (String text : texts) {
            assertThat(read(scope, remember(scope, text)).text()).isEqualTo(text);
        }
    }

    @Test
    default void addOfDeletedIdIsCreatedAndItsVersionGoesOn() {
        MemoryScope scope = someone();
        NewMemory memory = memory("back again");
        add(scope, memory);
        delete(scope, memory.id());

        AddResult result = add(scope, memory);

        long version = keepsHiddenMemories() ? 2 : 1;
        assertThat(result.items()).containsExactly(item(scope, memory.id(), Outcome.CREATED, version));
        assertThat(read(scope, memory.id()).version()).isEqualTo(version);
    }

    @Test
    default void addOfDeletedIdIsANewMemory() {
        MemoryScope scope = someone();
        NewMemory memory = memory("old", 1).withMetadata(Metadata.of("old", true));
        add(scope, memory);
        delete(scope, memory.id());
        clock().advance(Duration.ofMinutes(1));

        add(scope, memory("new", 0, 1).withId(memory.id()));

        Memory after = read(scope, memory.id());
        assertThat(after.text()).isEqualTo("new");
        assertThat(after.metadata()).isEqualTo(Metadata.EMPTY);
        assertThat(after.embedding()).isEqualTo(vector(0, 1));
        assertThat(after.createdAt()).isEqualTo(clock().instant());
    }

    @Test
    default void addOfDeletedIdHasNoRelations() {
        MemoryScope scope = someone();
        NewMemory memory = memory("back again");
        add(scope, memory);
        UUID other = remember(scope, "other");
        relate(scope, Relation.of(memory.id(), other), Relation.of(other, memory.id()));
        delete(scope, memory.id());

        add(scope, memory);

        assertThat(related(scope, memory.id())).isEmpty();
        assertThat(related(scope, other)).isEmpty();
        assertThat(relationsFrom(scope, other)).isEmpty();
    }
}
