package io.github.mem0j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.Metadata;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.model.Relation;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.ScanPage;
import io.github.mem0j.store.ScanRequest;
import io.github.mem0j.store.StoreAdmin;
import io.github.mem0j.store.StoredMemory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What operators need: scans, counts, erasure, purging and a sign of life. */
public interface AdminContract extends ContractFixture {
    default List<UUID> idsOf(List<StoredMemory> memories) {
        return memories.stream().map(stored -> stored.memory().id()).toList();
    }

    @Test
    default void scanOfEmptyStoreIsOneEmptyPage() {
        ScanPage page = admin().scan(ScanRequest.all());

        assertThat(page.memories()).isEmpty();
        assertThat(page.next()).isNull();
    }

    @Test
    default void scanShowsEverythingOfEveryOwner() {
        MemoryScope alice = someone();
        MemoryScope bob = someone().withTenant("t").withAgent("a").withRun("r");
        UUID first = remember(
                alice,
                memory("first", 1, 2)
                        .withMetadata(Metadata.of("k", List.of(1L, 2L)))
                        .withExpiresAt(clock().instant().plusSeconds(60)));
        UUID second = remember(alice, "second");
        UUID third = remember(bob, "third");
        relate(alice, Relation.of(first, second).withWeight(0.5));

        List<StoredMemory> all = scan();

        assertThat(all)
                .containsExactlyInAnyOrder(
                        new StoredMemory(
                                read(alice, first),
                                false,
                                List.of(Relation.of(first, second).withWeight(0.5))),
                        new StoredMemory(read(alice, second), false, List.of()),
                        new StoredMemory(read(bob, third), false, List.of()));
    }

    @Test
    default void scanPagesTogetherShowEachMemoryOnce() {
        List<UUID> all = new ArrayList<>();
        for (int owner = 0; owner < 5; owner++) {
            MemoryScope scope = someone();
            for (int i = 0; i <= owner; i++) {
                all.add(remember(scope, "m" + i));
            }
        }

        for (int limit : new int[] {1, 2, 4, 15, 16}) {
            assertThat(idsOf(scan(ScanRequest.all().withLimit(limit))))
                    .as("pages of %d", limit)
                    .containsExactlyInAnyOrderElementsOf(all);
        }
        assertThat(admin().scan(ScanRequest.all().withLimit(15)).next())
                .as("a page that ends with the scan is the last")
                .isNull();
    }

    @Test
    default void scanIsNotDisturbedByWritesBetweenPages() {
        MemoryScope scope = someone();
        List<UUID> stay = new ArrayList<>();
        List<UUID> go = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            (i % 3 == 0 ? go : stay).add(remember(i < 6 ? scope : someone().withTenant("t" + i), "m" + i));
        }
        ScanPage page = admin().scan(ScanRequest.all().withLimit(2));
        List<UUID> seen = new ArrayList<>(idsOf(page.memories()));

        scan().stream()
                .map(StoredMemory::memory)
                .filter(memory -> go.contains(memory.id()))
                .forEach(memory -> delete(memory.scope(), memory.id()));
        for (int i = 0; i < 5; i++) {
            remember(someone(), "meanwhile");
        }
        while (page.next() != null) {
            page = admin().scan(ScanRequest.all().withLimit(2).after(page.next()));
            seen.addAll(idsOf(page.memories()));
            assertThat(seen).doesNotHaveDuplicates();
        }

        assertThat(seen).containsAll(stay);
    }

    @Test
    default void scanOfOneScopeIsPagedToo() {
        MemoryScope scope = someone().withAgent("a");
        List<UUID> mine = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            mine.add(remember(scope, "mine"));
            remember(scope.owner().withAgent("b"), "theirs");
            remember(someone(), "somebody's");
        }

        assertThat(idsOf(scan(ScanRequest.of(scope).withLimit(2)))).containsExactlyInAnyOrderElementsOf(mine);
    }

    @Test
    default void countTellsLiveMemories() {
        MemoryScope scope = someone();
        assertThat(admin().count()).isZero();
        assertThat(admin().count(scope)).isZero();

        UUID gone = remember(scope, "gone");
        remember(scope.withAgent("a"), "a");
        remember(someone(), "somebody's");
        delete(scope, gone);

        assertThat(admin().count()).isEqualTo(2);
        assertThat(admin().count(scope)).isEqualTo(1);
        assertThat(admin().count(scope.withAgent("a"))).isEqualTo(1);
        assertThat(admin().count(scope.withAgent("b"))).isZero();
    }

    @Test
    default void eraseRemovesAllOfAnOwnerAndCountsWhatLived() {
        MemoryScope scope = someone();
        MemoryScope neighbour = someone();
        remember(scope, "one");
        remember(scope.withAgent("a").withRun("r"), "two");
        delete(scope, remember(scope, "hidden"));
        UUID theirs = remember(neighbour, "theirs");
        assertThat(list(scope)).hasSize(2);
        assertThat(search(scope)).hasSize(2);

        assertThat(admin().erase(scope)).isEqualTo(2);

        assertThat(list(scope)).isEmpty();
        assertThat(search(scope)).isEmpty();
        assertThat(idsOf(scan())).containsExactly(theirs);
        assertThat(admin().erase(scope)).as("again").isZero();
    }

    @Test
    default void eraseLeavesNoTrace() {
        MemoryScope scope = someone();
        NewMemory live = memory("live");
        NewMemory hidden = memory("hidden");
        NewMemory expired = memory("expired").withExpiresAt(clock().instant().plusSeconds(1));
        addOnce(scope, live, hidden, expired);
        relate(scope, Relation.of(live.id(), hidden.id()), Relation.of(live.id(), expired.id()));
        delete(scope, hidden.id());
        clock().advance(Duration.ofSeconds(1));

        admin().erase(scope);

        assertThat(admin().purgeExpired()).isZero();
        assertThat(addOnce(scope, live, hidden, expired.withExpiresAt(null)).items())
                .extracting(item -> item.version())
                .containsExactly(1L, 1L, 1L);
        assertThat(related(scope, live.id())).isEmpty();
    }

    @Test
    default void eraseOfAnAgentSparesTheOthers() {
        MemoryScope scope = someone();
        MemoryScope a = scope.withAgent("a");
        NewMemory hidden = memory("hidden");
        add(a, hidden, memory("live"));
        delete(a, hidden.id());
        UUID b = remember(scope.withAgent("b"), "theirs");

        assertThat(admin().erase(a)).isEqualTo(1);

        assertThat(list(scope)).containsExactly(b);
        assertThat(add(a, hidden).items().get(0).version())
                .as("hidden ones are erased too")
                .isEqualTo(1);
    }

    @Test
    default void purgeExpiredRemovesWhatHasExpiredOfAllOwners() {
        MemoryScope scope = someone();
        MemoryScope other = someone();
        NewMemory expiring = memory("expiring").withExpiresAt(clock().instant().plusSeconds(5));
        add(scope, expiring, memory("stays"));
        add(other, memory("expiring").withExpiresAt(clock().instant().plusSeconds(6)));
        remember(other, memory("later").withExpiresAt(clock().instant().plusSeconds(60)));
        assertThat(admin().purgeExpired()).as("nothing has expired").isZero();

        clock().advance(Duration.ofSeconds(6));

        assertThat(admin().purgeExpired()).isBetween(keepsHiddenMemories() ? 2L : 0L, 2L);
        assertThat(admin().purgeExpired()).as("again").isZero();
        assertThat(admin().count()).isEqualTo(2);
        assertThat(add(scope, expiring.withExpiresAt(null)).items().get(0).version())
                .as("the version of what was purged")
                .isEqualTo(1);
    }

    @Test
    default void pingAnswersAndTouchesNothing() {
        admin().ping();
        UUID id = remember(someone(), "here");

        admin().ping();

        assertThat(idsOf(scan())).containsExactly(id);
    }

    @Test
    default void adminIsReachedByUnwrap() {
        assertThat(store().unwrap(StoreAdmin.class)).isPresent();
        assertThat(store().unwrap(StringBuilder.class)).isEmpty();
        assertThat(store().unwrap(MemoryStore.class)).isPresent();
    }
}
