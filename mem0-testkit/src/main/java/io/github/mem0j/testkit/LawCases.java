package io.github.mem0j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.model.MemoryIds;
import io.github.mem0j.store.Degradation;
import io.github.mem0j.store.MemoryStoreException;
import io.github.mem0j.store.Operation;
import io.github.mem0j.store.Provenance;
import io.github.mem0j.store.ScanPage;
import io.github.mem0j.store.ScanRequest;
import io.github.mem0j.store.StoreAdmin;
import io.github.mem0j.store.StoreCorruptedException;
import io.github.mem0j.store.StoreRejectedException;
import io.github.mem0j.store.StoreRejectedException.Reason;
import io.github.mem0j.store.StoreUnavailableException;
import io.github.mem0j.store.StoredMemory;
import io.github.mem0j.store.VersionConflictException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What {@link LayerLaws} tries on each layer. */
final class LawCases {
    private LawCases() {}

    /** All kinds of failure that an operation can meet, an unavailable store first. */
    static List<MemoryStoreException> failures(Operation operation) {
        List<MemoryStoreException> failures = new ArrayList<>(List.of(
                StoreUnavailableException.notApplied("nobody there", null),
                StoreUnavailableException.unknown("nobody answers", null),
                new StoreCorruptedException("row 7 is not JSON", null)));
        for (Reason reason : Reason.values()) {
            if (reason != Reason.VERSION_CONFLICT) {
                failures.add(new StoreRejectedException(reason, "rejected: " + reason));
            }
        }
        if (operation == Operation.UPDATE) {
            failures.add(new VersionConflictException(MemoryIds.next(), 2, 5));
        }
        return failures;
    }

    /** Answers that are less than full in every way. */
    static List<Provenance> provenances() {
        Provenance full = Provenance.of("stub");
        return List.of(
                full,
                full.agedAtLeast(Duration.ofSeconds(2)),
                full.freshForAtMost(Duration.ofSeconds(5)),
                full.freshForAtMost(Duration.ZERO),
                full.notStorable(),
                full.degraded(Degradation.CACHE_UNAVAILABLE),
                full.degraded(Degradation.GRAPH_FALLBACK).notStorable(),
                full.degraded(Degradation.STALE)
                        .agedAtLeast(Duration.ofMinutes(2))
                        .freshForAtMost(Duration.ZERO));
    }

    /** Every call of a {@link StoreAdmin}, with what a {@link StubAdmin} answers and notes. */
    static final class AdminCalls {
        private final SampleCalls samples;
        private final ScanRequest scan = ScanRequest.all().withLimit(9).after(StubAdmin.NEXT);
        private final List<StoredMemory> stored;

        AdminCalls(SampleCalls samples) {
            this.samples = samples;
            this.stored = List.of(new StoredMemory(samples.memory(), true, List.of()));
        }

        void assertAnswers(StoreAdmin admin) {
            assertThat(admin.scan(scan)).isEqualTo(new ScanPage(List.of(), StubAdmin.NEXT));
            admin.restore(RandomData.SPACE, stored);
            assertThat(admin.purgeExpired()).isEqualTo(5);
            assertThat(admin.count(samples.scope())).isEqualTo(7);
            assertThat(admin.count()).isEqualTo(11);
            assertThat(admin.versions(samples.scope(), 17)).isEqualTo(StubAdmin.VERSIONS);
            assertThat(admin.relations(samples.scope(), 19)).isEqualTo(StubAdmin.RELATIONS);
            assertThat(admin.space()).contains(RandomData.SPACE);
            admin.ping();
        }

        List<List<Object>> expected() {
            return List.of(
                    List.of("scan", scan),
                    List.of("restore", RandomData.SPACE, stored),
                    List.of("purgeExpired"),
                    List.of("count", samples.scope()),
                    List.of("count"),
                    List.of("versions", samples.scope(), 17),
                    List.of("relations", samples.scope(), 19),
                    List.of("space"),
                    List.of("ping"));
        }
    }
}
