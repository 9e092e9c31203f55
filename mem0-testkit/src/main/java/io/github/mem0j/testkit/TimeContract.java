package io.github.mem0j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.model.Expiry;
import io.github.mem0j.model.Memory;
import io.github.mem0j.model.MemoryChange;
import io.github.mem0j.model.MemoryFilter;
import io.github.mem0j.model.MemoryIds;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.Metadata;
import io.github.mem0j.model.NewMemory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Ids and times: any UUID, microseconds, and the store's own clock. */
public interface TimeContract extends ContractFixture {
    @Test
    default void anyUuidIsAnId() {
        MemoryScope scope = someone();
        for (UUID id : List.of(new UUID(0, 0), new UUID(-1, -1), UUID.randomUUID(), MemoryIds.next())) {
            add(scope, memory("under " + id).withId(id));
            assertThat(read(scope, id).text()).isEqualTo("under " + id);
        }
    }

    @Test
    default void generatedIdsAreOfVersionSevenAndDistinct() {
        List<UUID> ids = List.of(memory("a").id(), memory("b").id(), memory("c").id());

        assertThat(ids)
                .doesNotHaveDuplicates()
                .allSatisfy(id -> assertThat(id.version()).isEqualTo(7));
        assertThat(add(someone(), memory("generated")).ids().get(0).version()).isEqualTo(7);
    }

    @Test
    default void timesOfTheClockAreCutToMicroseconds() {
        MemoryScope scope = someone();
        clock().set(Instant.parse("2026-03-04T05:06:07.123456789Z"));
        UUID id = remember(scope, "created");
        Instant created = Instant.parse("2026-03-04T05:06:07.123456Z");
        assertThat(read(scope, id).createdAt()).isEqualTo(created);
        assertThat(read(scope, id).updatedAt()).isEqualTo(created);

        clock().advance(Duration.ofNanos(1_000));
        update(scope, id, MemoryChange.none().withMetadata(Metadata.of("k", 1)));

        assertThat(read(scope, id).updatedAt()).isEqualTo(created.plusNanos(1_000));
    }

    @Test
    default void suppliedTimesAreCutToMicroseconds() {
        MemoryScope scope = someone();
        Instant created = Instant.parse("2025-01-01T00:00:00.000001999Z");
        Instant ends = Instant.parse("2999-12-31T23:59:59.999999999Z");
        UUID id = remember(scope, memory("supplied").withCreatedAt(created).withExpiresAt(ends));

        assertThat(read(scope, id).createdAt()).isEqualTo(created.minusNanos(999));
        assertThat(read(scope, id).expiresAt()).isEqualTo(ends.minusNanos(999));

        update(scope, id, MemoryChange.none().withExpiry(Expiry.set(created.plus(Duration.ofDays(9_999)))));
        assertThat(read(scope, id).expiresAt())
                .isEqualTo(created.minusNanos(999).plus(Duration.ofDays(9_999)));
    }

    @Test
    default void suppliedCreationTimeIsKeptAndTheClockSaysWhenItWasStored() {
        MemoryScope scope = someone();
        Instant said = Instant.parse("1987-06-05T04:03:02.000001Z");

        UUID id = remember(scope, memory("said long ago").withCreatedAt(said));

        Memory stored = read(scope, id);
        assertThat(stored.createdAt()).isEqualTo(said);
        assertThat(stored.updatedAt()).isEqualTo(clock().instant());
    }

    @Test
    default void timesReachFromYear1To9999() {
        MemoryScope scope = someone();
        Instant first = Instant.parse("0001-01-01T00:00:00Z");
        Instant last = Instant.parse("9999-12-31T23:59:59.999999Z");
        NewMemory memory = memory("old and lasting").withCreatedAt(first).withExpiresAt(last);

        add(scope, memory);

        assertThat(read(scope, memory.id()).createdAt()).isEqualTo(first);
        assertThat(read(scope, memory.id()).expiresAt()).isEqualTo(last);
        assertThat(list(scope, MemoryFilter.createdAt().lte(first))).containsExactly(memory.id());
    }

    @Test
    default void onlyTheStoresClockCounts() {
        clock().set(Instant.parse("1999-12-31T00:00:00Z"));
        MemoryScope scope = someone();
        UUID id = remember(scope, memory("party").withExpiresAt(Instant.parse("2000-01-01T00:00:00Z")));
        assertThat(isThere(scope, id)).as("the system's clock is past 2000").isTrue();
        assertThat(search(scope)).hasSize(1);
        assertThat(read(scope, id).createdAt()).isEqualTo(clock().instant());

        clock().set(Instant.parse("2150-01-01T00:00:00Z"));
        UUID late = remember(scope, memory("later").withExpiresAt(Instant.parse("2149-01-01T00:00:00Z")));
        assertThat(isThere(scope, late)).as("the system's clock is before 2149").isFalse();
        assertThat(search(scope)).isEmpty();
        assertThat(admin().count()).isZero();
    }
}
