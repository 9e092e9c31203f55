package io.github.mem0j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.model.Memory;
import io.github.mem0j.model.MemoryChange;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.Metadata;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.model.Relation;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.ListRequest;
import io.github.mem0j.store.RelatedRequest;
import io.github.mem0j.store.ScanRequest;
import io.github.mem0j.store.StoreRejectedException;
import io.github.mem0j.store.StoreRejectedException.Reason;
import io.github.mem0j.store.StoredMemory;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * All operations at once on few users. Text, metadata and embedding of each memory hold one number, so that a read
 * which mixes two versions of a memory, or an embedding with another's text, shows.
 */
public interface MixedLoadContract extends ContractFixture {
    default NewMemory numbered(UUID id, int number) {
        return memory("" + number, number, 1).withId(id).withMetadata(Metadata.of("n", number));
    }

    /** Whether the memory's parts agree. */
    default void assertWhole(Stream<Memory> memories) {
        memories.forEach(memory -> {
            int number = Integer.parseInt(memory.text());
            assertThat(memory.metadata()).as("torn read of %s", memory).isEqualTo(Metadata.of("n", number));
            if (memory.embedding() != null) {
                assertThat(memory.embedding()).as("torn read of %s", memory).isEqualTo(vector(number, 1));
            }
        });
    }

    @Test
    default void mixedOperationsOfManyThreadsNeverShowAMixture() {
        List<MemoryScope> users =
                List.of(someone(), someone().withTenant("t"), someone().withAgent("a"));
        List<UUID> ids = IntStream.range(0, 10).mapToObj(i -> UUID.randomUUID()).toList();
        users.forEach(user -> ids.forEach(id -> add(user, numbered(id, 1))));

        Together.run(16, thread -> {
            Random random = new Random(thread);
            for (int i = 0; i < 40; i++) {
                MemoryScope user = users.get(random.nextInt(users.size()));
                operate(user, ids, 1 + random.nextInt(1_000), random);
            }
        });

        for (MemoryScope user : users) {
            assertWhole(store().list(ListRequest.of(user).includingEmbeddings()).memories().stream());
            assertThat(list(user)).hasSize((int) admin().count(user));
            assertThat(search(user)).hasSize((int) admin().count(user));
        }
        assertWhole(scan().stream().map(StoredMemory::memory));
    }

    /** One operation by chance. */
    private void operate(MemoryScope user, List<UUID> ids, int number, Random random) {
        UUID id = ids.get(random.nextInt(ids.size()));
        UUID other = ids.get((ids.indexOf(id) + 1) % ids.size());
        MemoryChange change =
                MemoryChange.none().withText("" + number, vector(number, 1)).withMetadata(Metadata.of("n", number));
        switch (random.nextInt(10)) {
            case 0 -> upsert(user, numbered(id, number), numbered(other, number));
            case 1 -> update(user, id, change);
            case 2 -> delete(user, id);
            case 3 -> relate(user, Relation.of(id, other));
            case 4 -> upsert(user, numbered(id, number));
            case 5 -> assertWhole(store().get(GetRequest.of(user, ids).includingEmbeddings()).memories().stream());
            case 6 -> assertWhole(store().search(searchFor(user, number, 1).includingEmbeddings()).memories().stream());
            case 7 -> assertWhole(store().list(ListRequest.of(user).includingEmbeddings()).memories().stream());
            case 8 -> assertWhole(scan(ScanRequest.of(user)).stream().map(StoredMemory::memory));
            default -> walkWhole(RelatedRequest.of(user, id).includingEmbeddings());
        }
    }

    private void walkWhole(RelatedRequest request) {
        try {
            assertWhole(store().related(request).memories().stream());
        } catch (StoreRejectedException refusal) {
            assertThat(refusal.reason()).as("its start may be deleted").isEqualTo(Reason.UNKNOWN_ID);
        }
    }

    @Test
    default void batchesAreSeenWholeOrNotAtAll() {
        MemoryScope scope = someone();
        List<UUID> ids = IntStream.range(0, 20).mapToObj(i -> UUID.randomUUID()).toList();

        Together.run(8, thread -> {
            for (int i = 0; i < 15; i++) {
                int number = 1 + thread * 100 + i;
                if (thread % 2 == 0) {
                    upsert(scope, ids.stream().map(id -> numbered(id, number)).toArray(NewMemory[]::new));
                } else {
                    List<Memory> seen = store().list(ListRequest.of(scope)).memories();
                    assertThat(seen.stream().map(Memory::text).distinct())
                            .as("one batch at a time")
                            .hasSizeLessThanOrEqualTo(1);
                    assertThat(seen.size()).isIn(0, ids.size());
                }
            }
        });
    }
}
