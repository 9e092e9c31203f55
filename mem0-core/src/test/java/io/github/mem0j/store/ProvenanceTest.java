package io.github.mem0j.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ProvenanceTest {
    private final Provenance fresh = Provenance.of("backend");

    @Test
    void everyStepNarrows() {
        Provenance cached = fresh.withSource(Provenance.REDIS)
                .agedAtLeast(Duration.ofSeconds(2))
                .freshForAtMost(Duration.ofSeconds(9));
        assertThat(fresh.isNarrowedBy(cached)).isTrue();
        assertThat(cached.isNarrowedBy(fresh)).isFalse();
        assertThat(cached.agedAtLeast(Duration.ofSeconds(1)).age()).isEqualTo(Duration.ofSeconds(2));
        assertThat(cached.freshForAtMost(Duration.ofSeconds(10)).freshFor()).isEqualTo(Duration.ofSeconds(9));
        assertThat(fresh.isNarrowedBy(fresh.notStorable())).isTrue();
        assertThat(fresh.notStorable().isNarrowedBy(fresh)).isFalse();
        assertThat(fresh.isNarrowedBy(fresh.degraded(Degradation.GRAPH_FALLBACK)))
                .isTrue();
        assertThat(fresh.degraded(Degradation.GRAPH_FALLBACK).isNarrowedBy(fresh))
                .isFalse();
    }

    @Test
    void staleIsNeverStorable() {
        Provenance stale = fresh.degraded(Degradation.CACHE_UNAVAILABLE).degraded(Degradation.STALE);
        assertThat(stale.storable()).isFalse();
        assertThat(stale.degradations()).containsExactlyInAnyOrder(Degradation.STALE, Degradation.CACHE_UNAVAILABLE);
        assertThat(fresh.degraded(Degradation.CACHE_UNAVAILABLE).storable()).isTrue();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Provenance("x", Duration.ZERO, Set.of(Degradation.STALE), true, null));
    }
}
