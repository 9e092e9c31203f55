package io.github.mem0j.pgvector;

import io.github.mem0j.embedded.EmbeddedMemoryStore;
import io.github.mem0j.feed.CompanionStore;
import io.github.mem0j.layer.ForwardingMemoryStore;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.RelatedRequest;
import io.github.mem0j.store.RelatedResult;
import io.github.mem0j.testkit.StoreSettings;

/** The contract with a change feed that a companion follows, which is in step whenever a walk begins. */
class CompanionContractIT extends PgVectorContractIT {
    @Override
    void adjust(PgVectorMemoryStoreBuilder builder) {
        builder.changeFeed("graph");
    }

    @Override
    void empty(ContractTables full) {
        full.deleteWithFeed();
    }

    @Override
    protected MemoryStore newStore(StoreSettings settings) {
        MemoryStore companion = EmbeddedMemoryStore.builder()
                .clock(settings.clock())
                .limits(settings.limits())
                .build();
        CompanionStore composite = CompanionStore.builder(super.newStore(settings), companion)
                .projection(projection -> projection.byHand())
                .build();
        return new ForwardingMemoryStore(composite) {
            @Override
            public RelatedResult related(RelatedRequest request) {
                if (request.deadline() == null) {
                    long unused = composite.projector().drain();
                }
                return super.related(request);
            }
        };
    }
}
