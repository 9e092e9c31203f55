package io.github.mem0j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.mem0j.model.Memory;
import io.github.mem0j.model.MemoryChange;
import io.github.mem0j.model.MemoryFilter;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.Metadata;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.model.Relation;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.AddResult.Item;
import io.github.mem0j.store.AddResult.Outcome;
import io.github.mem0j.store.DeleteRequest;
import io.github.mem0j.store.UpdateRequest;
import io.github.mem0j.store.VersionConflictException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Many threads at once: what each write promises still holds, and nothing is lost or half seen. */
public interface ConcurrencyContract extends ContractFixture {
    int THREADS = 16;

    @Test
    default void versionedUpdatesAreNeverLost() {
        MemoryScope scope = someone();
        UUID id = remember(scope, memory("counter").withMetadata(Metadata.of("n", 0)));
        int each = 4;

        Together.run(THREADS, thread -> {
            for (int i = 0; i < each; i++) {
                increment(scope, id);
            }
        });

        assertThat(read(scope, id).version()).isEqualTo(1 + THREADS * each);
        assertThat(read(scope, id).metadata()).isEqualTo(Metadata.of("n", THREADS * each));
    }

    /** Reads, adds one and writes, until nobody came in between. */
    private void increment(MemoryScope scope, UUID id) {
        for (int attempt = 0; attempt < MANY; attempt++) {
            Memory seen = read(scope, id);
            Object count = seen.metadata().get("n");
            Metadata next = Metadata.of("n", count instanceof Long n ? n + 1 : -1);
            try {
                store().update(UpdateRequest.of(scope, id, MemoryChange.none().withMetadata(next))
                        .expecting(seen.version()));
                return;
            } catch (VersionConflictException conflict) {
                assertThat(conflict.actualVersion()).isGreaterThan(seen.version());
            }
        }
        throw new AssertionError("every update met a conflict");
    }

    @Test
    default void unversionedUpdatesAreAllApplied() {
        MemoryScope scope = someone();
        UUID id = remember(scope, "shared");
        int each = 10;

        Together.run(THREADS, thread -> {
            for (int i = 0; i < each; i++) {
                update(scope, id, MemoryChange.none().withMetadata(Metadata.of("key " + thread + "/" + i, i)));
            }
        });

        assertThat(read(scope, id).version()).isEqualTo(1 + THREADS * each);
        assertThat(read(scope, id).metadata().asMap()).hasSize(THREADS * each);
    }

    @Test
    default void deduplicatedAddsOfOneTextLeaveOneMemory() {
        MemoryScope scope = someone();
        Queue<Item> items = new ConcurrentLinkedQueue<>();

        Together.run(
                THREADS,
                thread -> items.addAll(addOnce(scope, memory("said by all")).items()));

        assertThat(items).hasSize(THREADS);
        assertThat(items.stream().map(Item::outcome)).containsOnlyOnce(Outcome.CREATED);
        assertThat(items.stream().map(Item::id).distinct()).isEqualTo(list(scope));
    }

    @Test
    default void repeatedInsertsAtOnceLeaveOneMemory() {
        MemoryScope scope = someone();
        NewMemory memory = memory("sent again and again");

        Together.run(
                THREADS,
                thread -> assertThat(add(scope, memory).items())
                        .containsExactly(item(scope, memory.id(), Outcome.CREATED, 1)));

        assertThat(list(scope)).containsExactly(memory.id());
    }

    @Test
    default void overlappingUpsertsInAnyOrderAllTakePlace() {
        MemoryScope scope = someone();
        List<UUID> ids = IntStream.range(0, 12).mapToObj(i -> UUID.randomUUID()).toList();
        int rounds = 4;

        Together.run(THREADS, thread -> {
            List<UUID> order = new ArrayList<>(ids);
            for (int round = 0; round < rounds; round++) {
                Collections.shuffle(order, new Random(31L * thread + round));
                String text = "by " + thread + " in round " + round;
                store().add(AddRequest.of(
                                scope,
                                SPACE,
                                order.stream()
                                        .map(id -> memory(text).withId(id))
                                        .toList())
                        .withMode(AddRequest.Mode.UPSERT));
            }
        });

        List<Memory> left = ids.stream().map(id -> read(scope, id)).toList();
        assertThat(left).extracting(Memory::version).containsOnly((long) THREADS * rounds);
        assertThat(left.stream().map(Memory::text).distinct())
                .as("one batch came last, whole")
                .hasSize(1);
    }

    @Test
    default void crossingRelationsAndDeletesEndInOrder() {
        MemoryScope scope = someone();
        List<UUID> ids =
                IntStream.range(0, 8).mapToObj(i -> remember(scope, "m" + i)).toList();

        Together.run(THREADS, thread -> {
            Random random = new Random(thread);
            for (int i = 0; i < 10; i++) {
                int a = random.nextInt(8);
                int b = (a + 1 + random.nextInt(7)) % 8;
                relate(scope, Relation.of(ids.get(a), ids.get(b)), Relation.of(ids.get(b), ids.get(a)));
                if (thread == 0 && i == 5) {
                    delete(scope, ids.get(0), ids.get(7));
                }
            }
        });

        UUID gone = ids.get(0);
        assertThat(scan())
                .hasSize(6)
                .flatExtracting(stored -> stored.relations())
                .noneMatch(relation ->
                        relation.from().equals(gone) || relation.to().equals(gone));
    }

    @Test
    default void deletesOfOneMemoryAreCountedOnce() {
        MemoryScope scope = someone();
        UUID id = remember(scope, "gone");
        UUID bystander = remember(scope, "stays");
        AtomicLong count = new AtomicLong();

        Together.run(THREADS, thread -> count.addAndGet(delete(scope, id)));

        assertThat(count).hasValue(1);
        assertThat(list(scope)).containsExactly(bystander);
    }

    @Test
    default void deletesByFilterCountEachMemoryOnce() {
        MemoryScope scope = someone();
        for (int i = 0; i < 40; i++) {
            remember(scope, memory("m" + i).withMetadata(Metadata.of("n", i)));
        }
        AtomicLong count = new AtomicLong();

        Together.run(THREADS, thread -> {
            MemoryFilter filter = MemoryFilter.where("n").gte(20 - thread);
            count.addAndGet(
                    store().delete(DeleteRequest.matching(scope, filter)).count());
        });

        assertThat(count).hasValue(35);
        assertThat(list(scope)).hasSize(5);
    }

    @Test
    default void erasesAmongAddsLoseOnlyWhatCameBefore() {
        MemoryScope scope = someone();
        AtomicLong added = new AtomicLong();
        AtomicLong erased = new AtomicLong();

        Together.run(THREADS, thread -> {
            for (int i = 0; i < 15; i++) {
                if (thread % 4 == 0) {
                    erased.addAndGet(admin().erase(scope));
                } else {
                    NewMemory memory = memory("by " + thread);
                    assertThat(add(scope, memory).items())
                            .extracting(Item::id, Item::outcome, Item::version)
                            .containsExactly(tuple(memory.id(), Outcome.CREATED, 1L));
                    added.incrementAndGet();
                }
            }
        });

        assertThat(admin().count(scope)).as("added, but never erased").isEqualTo(added.get() - erased.get());
        assertThat(list(scope)).hasSize((int) admin().count(scope));
    }

    @Test
    default void deletesOfEverythingAmongAddsCountEachMemoryOnce() {
        MemoryScope scope = someone();
        AtomicLong deleted = new AtomicLong();

        Together.run(THREADS, thread -> {
            for (int i = 0; i < 10; i++) {
                if (thread % 4 == 0) {
                    deleted.addAndGet(
                            store().delete(DeleteRequest.everything(scope)).count());
                } else {
                    add(scope, memory("one"), memory("two"));
                }
            }
        });

        assertThat(deleted.get() + admin().count(scope)).isEqualTo(2L * 12 * 10);
    }
}
