package io.github.mem0j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.model.Expiry;
import io.github.mem0j.model.Memory;
import io.github.mem0j.model.MemoryChange;
import io.github.mem0j.model.MemoryFilter;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.Metadata;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.model.Relation;
import io.github.mem0j.store.DeleteRequest;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.ListRequest;
import io.github.mem0j.store.ListResult;
import io.github.mem0j.store.StoreRejectedException;
import io.github.mem0j.store.StoredMemory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Every read is asked, something is written, and the same is asked again: what is kept for too long shows here. */
public interface RereadContract extends ContractFixture {
    Duration LIFETIME = Duration.ofSeconds(10);
    MemoryFilter ABOUT_TEA = MemoryFilter.where("topic").eq("tea");

    /**
     * Memories to be asked about.
     *
     * @param tea where walks start; about tea
     * @param milk what tea is related to
     * @param cake what is not there yet
     */
    record Table(MemoryScope scope, NewMemory tea, NewMemory milk, NewMemory cake) {}

    /** The texts in each answer, in alphabetical order. */
    record Seen(
            List<String> got, List<String> found, List<String> listed, List<String> aboutTea, List<String> related) {}

    /** All four kinds of read. */
    default Seen look(Table table) {
        MemoryScope scope = table.scope();
        GetRequest get = GetRequest.of(
                scope, table.tea().id(), table.milk().id(), table.cake().id());
        ListRequest list = ListRequest.of(scope);
        List<String> aboutTea =
                new ArrayList<>(texts(store().list(list.withFilter(ABOUT_TEA)).memories()));
        assertThat(texts(store().search(searchFor(scope).withFilter(ABOUT_TEA)).memories()))
                .as("found and listed by the same filter")
                .isEqualTo(aboutTea);
        return new Seen(
                texts(store().get(get).memories()),
                texts(store().search(searchFor(scope)).memories()),
                texts(store().list(list).memories()),
                aboutTea,
                walkFrom(scope, table.tea().id()));
    }

    private List<String> walkFrom(MemoryScope scope, UUID start) {
        try {
            return texts(walk(scope, start).memories());
        } catch (StoreRejectedException e) {
            return List.of(e.reason().name());
        }
    }

    private static List<String> texts(List<Memory> memories) {
        return memories.stream().map(Memory::text).sorted().toList();
    }

    /** Tea, and milk that it is related to; asked about twice. */
    default Table laid() {
        return laid(null, null);
    }

    /** The same, with ends. */
    default Table laid(@Nullable Instant endOfTea, @Nullable Instant endOfMilk) {
        MemoryScope scope = someone();
        NewMemory tea = memory("tea").withMetadata(Metadata.of("topic", "tea")).withExpiresAt(endOfTea);
        NewMemory milk = memory("milk").withExpiresAt(endOfMilk);
        add(scope, tea, milk);
        relate(scope, Relation.of(tea.id(), milk.id()));
        Table table = new Table(scope, tea, milk, memory("cake"));
        assertSeen(table, TEA_AND_MILK);
        return table;
    }

    Seen TEA_AND_MILK = seen(List.of("milk", "tea"), List.of("tea"), List.of("milk"));
    Seen ONLY_TEA = seen(List.of("tea"), List.of("tea"), List.of());
    Seen ONLY_MILK = seen(List.of("milk"), List.of(), List.of("UNKNOWN_ID"));
    Seen NOTHING = seen(List.of(), List.of(), List.of("UNKNOWN_ID"));

    private static Seen seen(List<String> all, List<String> aboutTea, List<String> related) {
        return new Seen(all, all, all, aboutTea, related);
    }

    /** So do all reads answer now, and if they are asked again. */
    default void assertSeen(Table table, Seen expected) {
        assertThat(look(table)).isEqualTo(expected);
        assertThat(look(table)).as("asked again").isEqualTo(expected);
    }

    @Test
    default void addedMemoryIsSeenByThoseWhoAskedBefore() {
        Table table = laid();

        add(table.scope(), table.cake());

        List<String> all = List.of("cake", "milk", "tea");
        assertSeen(table, seen(all, List.of("tea"), List.of("milk")));
    }

    @Test
    default void memoryAddedByAnAgentIsSeenByThoseWhoAskedBefore() {
        Table table = laid();

        add(table.scope().withAgent("a").withRun("r"), table.cake());

        List<String> all = List.of("cake", "milk", "tea");
        assertSeen(table, seen(all, List.of("tea"), List.of("milk")));
    }

    @Test
    default void upsertedMemoryIsSeenByThoseWhoAskedBefore() {
        Table table = laid();

        upsert(
                table.scope(),
                memory("oat milk").withId(table.milk().id()).withMetadata(Metadata.of("topic", "tea")),
                memory("tea").withId(table.tea().id()));

        List<String> both = List.of("oat milk", "tea");
        assertSeen(table, seen(both, List.of("oat milk"), List.of("oat milk")));
    }

    @Test
    default void updateIsSeenByThoseWhoAskedBefore() {
        Table table = laid();

        update(table.scope(), table.milk().id(), MemoryChange.none().withText("oat milk", vector(0, 1)));
        update(table.scope(), table.tea().id(), MemoryChange.none().withoutKeys("topic"));

        List<String> both = List.of("oat milk", "tea");
        assertSeen(table, seen(both, List.of(), List.of("oat milk")));
    }

    @Test
    default void deletedMemoryIsGoneForThoseWhoAskedBefore() {
        Table table = laid();

        delete(table.scope(), table.milk().id());

        assertSeen(table, ONLY_TEA);
        add(table.scope(), table.milk());
        assertSeen(table, seen(List.of("milk", "tea"), List.of("tea"), List.of()));
    }

    @Test
    default void hardDeletedStartIsUnknownToThoseWhoWalkedBefore() {
        Table table = laid();

        store().delete(DeleteRequest.ids(table.scope(), table.tea().id()).asHard());

        assertSeen(table, ONLY_MILK);
    }

    @Test
    default void memoriesDeletedByFilterAreGoneForThoseWhoAskedBefore() {
        Table table = laid();

        store().delete(DeleteRequest.matching(table.scope(), ABOUT_TEA));

        assertSeen(table, ONLY_MILK);
        store().delete(DeleteRequest.everything(table.scope()));
        assertSeen(table, NOTHING);
    }

    @Test
    default void relationIsSeenByThoseWhoWalkedBefore() {
        Table table = laid();
        add(table.scope(), table.cake());
        List<String> all = List.of("cake", "milk", "tea");
        assertSeen(table, seen(all, List.of("tea"), List.of("milk")));

        relate(table.scope(), Relation.of(table.milk().id(), table.cake().id()));

        assertSeen(table, seen(all, List.of("tea"), List.of("cake", "milk")));
    }

    @Test
    default void erasedMemoriesAreGoneForThoseWhoAskedBeforeAndRestoredOnesAreBack() {
        Table table = laid();
        List<StoredMemory> scanned = scan();

        admin().erase(table.scope());

        assertSeen(table, NOTHING);
        admin().restore(SPACE, scanned);
        assertSeen(table, seen(List.of("milk", "tea"), List.of("tea"), List.of()));
        relate(table.scope(), Relation.of(table.tea().id(), table.milk().id()));
        assertSeen(table, TEA_AND_MILK);
    }

    @Test
    default void expiredMemoryIsGoneForThoseWhoAskedBefore() {
        Table table = laid(null, clock().instant().plus(LIFETIME));

        clock().advance(LIFETIME.minusNanos(1_000));
        assertSeen(table, TEA_AND_MILK);
        clock().advance(Duration.ofNanos(1_000));

        assertSeen(table, ONLY_TEA);
    }

    @Test
    default void expiredStartIsUnknownToThoseWhoWalkedBefore() {
        Table table = laid(clock().instant().plus(LIFETIME), null);

        clock().advance(LIFETIME.minusNanos(1_000));
        assertSeen(table, TEA_AND_MILK);
        clock().advance(Duration.ofNanos(1_000));

        assertSeen(table, ONLY_MILK);
    }

    @Test
    default void expiryThatIsSetLaterCountsForThoseWhoAskedBefore() {
        Table table = laid(Instant.parse("9999-12-31T23:59:59Z"), null);

        Instant end = clock().instant().plus(LIFETIME);
        update(table.scope(), table.tea().id(), MemoryChange.none().withExpiry(Expiry.set(end)));
        assertSeen(table, TEA_AND_MILK);
        clock().advance(LIFETIME);

        assertSeen(table, ONLY_MILK);
    }

    @Test
    default void laterPagesAreReadAnew() {
        MemoryScope scope = someone();
        UUID old = remember(scope, "old");
        clock().advance(Duration.ofSeconds(1));
        UUID recent = remember(scope, "recent");
        ListResult first = store().list(ListRequest.of(scope).withLimit(1));
        ListRequest next = ListRequest.of(scope).withLimit(1).after(first.next());
        assertThat(ids(first.memories())).containsExactly(recent);
        assertThat(ids(store().list(next).memories())).containsExactly(old);

        delete(scope, old);

        assertThat(store().list(next).memories()).isEmpty();
    }
}
