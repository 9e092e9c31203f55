package io.github.mem0j.examples.service;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RecentTimesTest {
    @Test
    void tellsQuantilesOfTheLatestCalls() {
        RecentTimes times = new RecentTimes();
        assertThat(times.millis(0.5)).containsExactly(0);
        for (int i = 0; i < 10 * RecentTimes.KEPT; i++) {
            times.add(1_000_000_000); // long ago
        }
        for (int i = 1; i <= RecentTimes.KEPT; i++) {
            times.add(i * 1_000_000L);
        }
        assertThat(times.millis(0, 0.5, 1)).containsExactly(1, 257, 512);
        assertThat(times.calls()).isEqualTo(11L * RecentTimes.KEPT);
    }
}
