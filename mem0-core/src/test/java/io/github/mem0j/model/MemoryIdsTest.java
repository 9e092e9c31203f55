package io.github.mem0j.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class MemoryIdsTest {
    @Test
    void idsAreVersion7OfThisMoment() {
        long before = Instant.now().toEpochMilli();
        UUID id = MemoryIds.next();
        assertThat(id.version()).isEqualTo(7);
        assertThat(id.variant()).isEqualTo(2);
        assertThat(id.getMostSignificantBits() >>> 16)
                .isBetween(before, Instant.now().toEpochMilli());
    }

    @Test
    void idsDiffer() {
        Set<UUID> ids = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            ids.add(MemoryIds.next());
        }
        assertThat(ids).hasSize(10_000);
    }

    @Test
    void orderIsThatOfUnsignedBytes() {
        UUID low = new UUID(1, -1);
        UUID high = new UUID(-1, 1);
        assertThat(MemoryIds.ORDER.compare(low, high)).isNegative();
        assertThat(low.compareTo(high)).as("UUID's own order is signed").isPositive();
        assertThat(MemoryIds.ORDER.compare(new UUID(1, 1), new UUID(1, -1))).isNegative();
        assertThat(MemoryIds.ORDER.compare(low, new UUID(1, -1))).isZero();
    }
}
