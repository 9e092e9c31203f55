package io.github.mem0j.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.model.MemoryIds;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.GetResult;
import io.github.mem0j.store.Provenance;
import io.github.mem0j.store.StoreResult;
import io.github.mem0j.testkit.ManualClock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class SharedAnswersTest {
    private final ManualClock clock = ManualClock.create();

    /** Nothing inside says when it ends: the memory that a walk starts from is not in its answer. */
    @Test
    void anAnswerThatHasEndedIsNotSharedUntilItIsStored() {
        GetRequest request = GetRequest.of(MemoryScope.user("alice"), MemoryIds.next());
        SingleFlight.Flown<StoreResult> flown = new SingleFlight.Flown<>(
                new GetResult(List.of(), Provenance.of("store")),
                0,
                clock.instant().plusSeconds(10),
                true,
                new CompletableFuture<>());
        clock.advance(Duration.ofSeconds(10).minusNanos(1_000));
        assertThat(CachingStore.aged(flown, request, 1, clock)).isPresent();
        clock.advance(Duration.ofNanos(1_000));
        assertThat(CachingStore.aged(flown, request, 1, clock)).isEmpty();
    }

    @Test
    void aSharedAnswerStaysFreshForAsLongAsItsLoaderWasTold() {
        GetRequest request = GetRequest.of(MemoryScope.user("alice"), MemoryIds.next());
        Provenance tenSeconds = Provenance.of("store").freshForAtMost(Duration.ofSeconds(10));
        SingleFlight.Flown<StoreResult> flown = new SingleFlight.Flown<>(new GetResult(List.of(), tenSeconds), 0);
        assertThat(freshFor(flown, request, Duration.ofSeconds(4))).isEqualTo(Duration.ofSeconds(6));
        assertThat(freshFor(flown, request, Duration.ofSeconds(11))).isEqualTo(Duration.ZERO);
    }

    private Duration freshFor(SingleFlight.Flown<StoreResult> flown, GetRequest request, Duration later) {
        return CachingStore.aged(flown, request, later.toNanos(), clock)
                .orElseThrow()
                .provenance()
                .freshFor();
    }
}
