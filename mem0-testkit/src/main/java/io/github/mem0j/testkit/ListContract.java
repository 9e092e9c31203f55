package io.github.mem0j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.model.Memory;
import io.github.mem0j.model.MemoryChange;
import io.github.mem0j.model.MemoryFilter;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.Metadata;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.ListCursor;
import io.github.mem0j.store.ListRequest;
import io.github.mem0j.store.ListResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Order and paging of lists. */
public interface ListContract extends ContractFixture {
    /** Stores so many memories a second apart; the oldest is first in the answer. */
    default List<UUID> rememberInTurn(MemoryScope scope, int count) {
        List<UUID> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ids.add(remember(scope, "memory " + i));
            clock().advance(Duration.ofSeconds(1));
        }
        return ids;
    }

    /** The ids of all pages, from {@code request} to the last. */
    default List<UUID> pages(ListRequest request) {
        List<UUID> all = new ArrayList<>();
        ListResult page = store().list(request);
        all.addAll(ids(page.memories()));
        while (page.next() != null) {
            page = store().list(request.after(page.next()));
            assertThat(page.memories()).as("a page that was announced").isNotEmpty();
            all.addAll(ids(page.memories()));
            assertThat(all).as("pages without end").hasSizeLessThan(MANY);
        }
        return all;
    }

    default List<UUID> newestFirst(List<UUID> oldestFirst) {
        List<UUID> reversed = new ArrayList<>(oldestFirst);
        Collections.reverse(reversed);
        return reversed;
    }

    @Test
    default void listIsNewestFirst() {
        MemoryScope scope = someone();
        List<UUID> ids = rememberInTurn(scope, 5);

        assertThat(list(scope)).isEqualTo(newestFirst(ids));
    }

    @Test
    default void listGoesBySuppliedCreationTime() {
        MemoryScope scope = someone();
        Instant now = clock().instant();
        UUID middle = remember(scope, memory("middle").withCreatedAt(now.minusSeconds(5)));
        UUID oldest = remember(scope, memory("oldest").withCreatedAt(Instant.parse("0001-01-01T00:00:00Z")));
        UUID newest = remember(scope, memory("newest").withCreatedAt(now.plusSeconds(5)));
        UUID micro = remember(
                scope, memory("micro").withCreatedAt(now.minusSeconds(5).plusNanos(1_000)));

        assertThat(list(scope)).containsExactly(newest, micro, middle, oldest);
    }

    @Test
    default void listOrdersEqualTimesByUnsignedIdHighestFirst() {
        MemoryScope scope = someone();
        for (UUID id : SearchContract.UNSIGNED_ORDER) {
            add(scope, memory("same time").withId(id));
        }

        assertThat(list(scope)).isEqualTo(newestFirst(SearchContract.UNSIGNED_ORDER));
        assertThat(pages(ListRequest.of(scope).withLimit(1))).isEqualTo(newestFirst(SearchContract.UNSIGNED_ORDER));
    }

    @Test
    default void listOfNothingIsEmptyAndTheLastPage() {
        ListResult result = store().list(ListRequest.of(someone()));

        assertThat(result.memories()).isEmpty();
        assertThat(result.next()).isNull();
    }

    @Test
    default void pagesTogetherAreTheList() {
        MemoryScope scope = someone();
        List<UUID> ids = rememberInTurn(scope, 7);

        for (int limit : new int[] {1, 2, 3, 6, 8}) {
            assertThat(pages(ListRequest.of(scope).withLimit(limit)))
                    .as("pages of %d", limit)
                    .isEqualTo(newestFirst(ids));
        }
    }

    @Test
    default void pageThatEndsWithTheListIsTheLast() {
        MemoryScope scope = someone();
        rememberInTurn(scope, 4);

        ListResult first = store().list(ListRequest.of(scope).withLimit(2));
        ListResult second = store().list(ListRequest.of(scope).withLimit(2).after(first.next()));

        assertThat(first.next()).isNotNull();
        assertThat(second.memories()).hasSize(2);
        assertThat(second.next()).isNull();
        assertThat(store().list(ListRequest.of(scope).withLimit(4)).next()).isNull();
    }

    @Test
    default void pageHoldsAHundredUnlessToldOtherwise() {
        MemoryScope scope = someone();
        List<NewMemory> many = Stream.generate(() -> memory("m")).limit(1_001).toList();
        store().add(AddRequest.of(scope, SPACE, many));

        assertThat(store().list(ListRequest.of(scope)).memories()).hasSize(100);
        ListResult largest = store().list(ListRequest.of(scope).withLimit(1_000));
        assertThat(largest.memories()).hasSize(1_000);
        assertThat(largest.next()).isNotNull();
    }

    @Test
    default void pagesShowWhatIsThereThroughoutOnceThoughMemoriesAreAdded() {
        MemoryScope scope = someone();
        List<UUID> ids = rememberInTurn(scope, 6);
        ListRequest request = ListRequest.of(scope).withLimit(2);
        ListResult page = store().list(request);
        List<UUID> seen = new ArrayList<>(ids(page.memories()));

        while (page.next() != null) {
            remember(scope, "newer");
            remember(
                    scope,
                    memory("between")
                            .withCreatedAt(read(scope, ids.get(4)).createdAt().plusMillis(1)));
            page = store().list(request.after(page.next()));
            seen.addAll(ids(page.memories()));
            assertThat(seen).doesNotHaveDuplicates();
        }

        assertThat(seen).containsSubsequence(newestFirst(ids));
    }

    @Test
    default void pagesShowWhatIsThereThroughoutOnceThoughMemoriesAreDeleted() {
        MemoryScope scope = someone();
        List<UUID> ids = newestFirst(rememberInTurn(scope, 8));
        ListRequest request = ListRequest.of(scope).withLimit(3);
        ListResult first = store().list(request);
        assertThat(ids(first.memories())).isEqualTo(ids.subList(0, 3));

        assertThat(delete(scope, ids.get(0), ids.get(2), ids.get(3)))
                .as("the cursor's own among them")
                .isEqualTo(3);

        assertThat(pages(request.after(first.next()))).isEqualTo(ids.subList(4, 8));
    }

    @Test
    default void pagesAreNotDisturbedByUpdates() {
        MemoryScope scope = someone();
        List<UUID> ids = newestFirst(rememberInTurn(scope, 6));
        ListRequest request = ListRequest.of(scope).withLimit(2);
        ListResult first = store().list(request);

        for (UUID id : ids) {
            update(scope, id, MemoryChange.none().withMetadata(Metadata.of("seen", true)));
        }

        assertThat(pages(request.after(first.next()))).isEqualTo(ids.subList(2, 6));
    }

    @Test
    default void listFilterHoldsOnEveryPage() {
        MemoryScope scope = someone();
        List<UUID> even = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            UUID id = remember(scope, memory("m" + i).withMetadata(Metadata.of("even", i % 2 == 0)));
            if (i % 2 == 0) {
                even.add(id);
            }
            clock().advance(Duration.ofSeconds(1));
        }

        ListRequest request =
                ListRequest.of(scope).withFilter(MemoryFilter.where("even").eq(true));

        assertThat(pages(request.withLimit(2))).isEqualTo(newestFirst(even));
    }

    @Test
    default void listScopeHoldsOnEveryPage() {
        MemoryScope scope = someone();
        List<UUID> mine = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            mine.add(remember(scope.withAgent("a"), "mine"));
            remember(scope.withAgent("b"), "theirs");
            clock().advance(Duration.ofSeconds(1));
        }

        assertThat(pages(ListRequest.of(scope.withAgent("a")).withLimit(2))).isEqualTo(newestFirst(mine));
    }

    @Test
    default void cursorTravelsAsText() {
        MemoryScope scope = someone();
        List<UUID> ids = newestFirst(rememberInTurn(scope, 4));
        ListRequest request = ListRequest.of(scope).withLimit(1);
        ListCursor cursor = store().list(request).next();

        assertThat(cursor).isNotNull().satisfies(there -> {
            assertThat(there.encode()).matches("[A-Za-z0-9_-]+");
            assertThat(ListCursor.decode(there.encode())).isEqualTo(there);
            assertThat(pages(request.after(ListCursor.decode(there.encode())))).isEqualTo(ids.subList(1, 4));
        });
    }

    @Test
    default void listAnswersEmbeddingsOnlyIfAsked() {
        MemoryScope scope = someone();
        UUID id = remember(scope, memory("seen", 1, 2));

        assertThat(store().list(ListRequest.of(scope)).memories())
                .extracting(Memory::embedding)
                .containsOnlyNulls();
        assertThat(store().list(ListRequest.of(scope).includingEmbeddings()).memories())
                .containsExactly(read(scope, id));
    }
}
