package io.github.mem0j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.model.Expiry;
import io.github.mem0j.model.MemoryChange;
import io.github.mem0j.model.MemoryFilter;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.Metadata;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.model.Relation;
import io.github.mem0j.store.AddResult.Outcome;
import io.github.mem0j.store.DeleteRequest;
import io.github.mem0j.store.ListRequest;
import io.github.mem0j.store.RelateResult;
import io.github.mem0j.store.StoreRejectedException.Reason;
import io.github.mem0j.store.UpdateResult;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** An expired memory is absent everywhere. */
public interface ExpiryContract extends ContractFixture {
    Duration LIFE = Duration.ofSeconds(10);

    /** A memory that lives for {@link #LIFE}. */
    default NewMemory shortLived(String text) {
        return memory(text).withExpiresAt(clock().instant().plus(LIFE));
    }

    /** Stores a memory and lets it expire. */
    default UUID rememberExpired(MemoryScope scope) {
        UUID id = remember(scope, shortLived("expired").withMetadata(Metadata.of("k", 1)));
        clock().advance(LIFE);
        return id;
    }

    @Test
    default void expiringMemoryIsThereUntilItsEndAndGoneAtIt() {
        MemoryScope scope = someone();
        UUID id = remember(scope, shortLived("short"));

        clock().advance(LIFE.minusNanos(1_000));
        assertThat(isThere(scope, id)).as("a microsecond before").isTrue();
        assertThat(list(scope)).containsExactly(id);
        assertThat(search(scope)).hasSize(1);
        assertThat(admin().count(scope)).isEqualTo(1);

        clock().advance(Duration.ofNanos(1_000));
        assertThat(isThere(scope, id)).as("exactly at expiresAt").isFalse();
        assertThat(list(scope)).isEmpty();
        assertThat(search(scope)).isEmpty();
        assertThat(admin().count(scope)).isZero();
    }

    @Test
    default void expiredMemoryIsNotFoundBySearch() {
        MemoryScope scope = someone();
        rememberExpired(scope);
        UUID live = remember(scope, memory("live", 0, 1));

        assertThat(search(scope)).extracting(hit -> hit.memory().id()).containsExactly(live);
        assertThat(store().search(searchFor(scope).withLimit(1)).memories())
                .as("nor does it take a live one's place")
                .hasSize(1);
    }

    @Test
    default void expiredMemoryIsNotListedOnAnyPage() {
        MemoryScope scope = someone();
        UUID first = remember(scope, "first");
        rememberExpired(scope);
        UUID last = remember(scope, "last");

        var page = store().list(ListRequest.of(scope).withLimit(1));
        assertThat(ids(page.memories())).containsExactly(last);
        page = store().list(ListRequest.of(scope).withLimit(1).after(page.next()));
        assertThat(ids(page.memories())).containsExactly(first);
        assertThat(page.next()).isNull();
    }

    @Test
    default void expiredMemoryIsNotUpdated() {
        MemoryScope scope = someone();
        UUID id = rememberExpired(scope);

        assertThat(update(scope, id, MemoryChange.none().withExpiry(Expiry.CLEAR))
                        .outcome())
                .isEqualTo(UpdateResult.Outcome.NOT_FOUND);
        assertThat(isThere(scope, id)).as("nor does it come back to life").isFalse();
    }

    @Test
    default void expiredMemoryIsNotCounted() {
        MemoryScope scope = someone();
        rememberExpired(scope);
        remember(scope, "live");

        assertThat(admin().count()).isEqualTo(1);
        assertThat(admin().count(scope)).isEqualTo(1);
        assertThat(admin().erase(scope)).as("erase counts live memories").isEqualTo(1);
    }

    @Test
    default void expiredMemoryDoesNotCountAsDeleted() {
        MemoryScope scope = someone();
        UUID expired = rememberExpired(scope);

        assertThat(delete(scope, expired)).isZero();
        rememberExpired(scope);
        assertThat(store().delete(DeleteRequest.matching(
                                scope, MemoryFilter.where("k").eq(1)))
                        .count())
                .isZero();
        rememberExpired(scope);
        assertThat(store().delete(DeleteRequest.everything(scope)).count()).isZero();
        rememberExpired(scope);
        assertThat(store().delete(DeleteRequest.everything(scope).asHard()).count())
                .isZero();
    }

    @Test
    default void expiredMemoryIsNotScanned() {
        MemoryScope scope = someone();
        UUID live = remember(scope, "live");
        UUID expiring = remember(scope, shortLived("short"));
        relate(scope, Relation.of(live, expiring), Relation.of(expiring, live));

        clock().advance(LIFE);

        assertThat(scan()).hasSize(1);
        assertThat(relationsFrom(scope, live)).as("relations to it neither").isEmpty();
    }

    @Test
    default void relatedNeverPassesThroughAnExpiredMemory() {
        MemoryScope scope = someone();
        UUID start = remember(scope, "start");
        UUID between = remember(scope, shortLived("between"));
        UUID behind = remember(scope, "behind");
        relate(scope, Relation.of(start, between), Relation.of(between, behind));
        assertThat(related(scope, start)).containsExactly(between, behind);

        clock().advance(LIFE);

        assertThat(related(scope, start)).isEmpty();
        assertThat(related(scope, behind)).isEmpty();
    }

    @Test
    default void relatedFromAnExpiredMemoryIsRejected() {
        MemoryScope scope = someone();
        UUID expired = rememberExpired(scope);

        assertRejected(Reason.UNKNOWN_ID, () -> walk(scope, expired));
    }

    @Test
    default void expiredMemoryIsAMissingEndpoint() {
        MemoryScope scope = someone();
        UUID expired = rememberExpired(scope);
        UUID live = remember(scope, "live");

        assertThat(relate(scope, Relation.of(live, expired), Relation.of(expired, live)))
                .containsOnly(RelateResult.Outcome.MISSING_ENDPOINT);
    }

    @Test
    default void expiredMemorysIdIsFree() {
        MemoryScope scope = someone();
        UUID id = rememberExpired(scope);
        UUID other = remember(scope, "other");

        assertThat(add(scope, memory("new").withId(id)).items())
                .extracting(item -> item.outcome())
                .containsExactly(Outcome.CREATED);
        assertThat(read(scope, id).text()).isEqualTo("new");
        assertThat(list(scope)).containsExactlyInAnyOrder(id, other);
    }

    @Test
    default void upsertOfExpiredIdIsCreatedWithoutOldRelations() {
        MemoryScope scope = someone();
        UUID id = remember(scope, shortLived("short"));
        UUID other = remember(scope, "other");
        relate(scope, Relation.of(id, other));
        clock().advance(LIFE);

        assertThat(upsert(scope, memory("new").withId(id)).items())
                .extracting(item -> item.outcome())
                .containsExactly(Outcome.CREATED);
        assertThat(read(scope, id).createdAt()).isEqualTo(clock().instant());
        assertThat(related(scope, id)).isEmpty();
    }

    @Test
    default void memoryMayExpireBeforeItIsStored() {
        MemoryScope scope = someone();
        NewMemory late = memory("late").withExpiresAt(clock().instant());

        assertThat(add(scope, late).items()).extracting(item -> item.outcome()).containsExactly(Outcome.CREATED);

        assertThat(list(scope)).isEmpty();
    }

    @Test
    default void relationsOfAMemoryWhoseExpiryIsClearedStay() {
        MemoryScope scope = someone();
        UUID id = remember(scope, shortLived("short"));
        UUID other = remember(scope, "other");
        relate(scope, Relation.of(id, other));

        update(scope, id, MemoryChange.none().withExpiry(Expiry.CLEAR));
        clock().advance(LIFE);

        assertThat(related(scope, other)).containsExactly(id);
    }
}
