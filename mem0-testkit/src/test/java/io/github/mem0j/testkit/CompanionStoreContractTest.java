package io.github.mem0j.testkit;

import io.github.mem0j.feed.CompanionStore;
import io.github.mem0j.feed.Projector;
import io.github.mem0j.layer.ForwardingMemoryStore;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.RelatedRequest;
import io.github.mem0j.store.RelatedResult;

/** With a companion that is never behind when it is asked, so that it answers every walk that it can. */
class CompanionStoreContractTest extends MemoryStoreContract {
    @Override
    protected MemoryStore newStore(StoreSettings settings) {
        MemoryStore companion = EmbeddedMemoryStoreContractTest.embedded(settings);
        return new InStep(
                CompanionStore.builder(new FeedingStore(EmbeddedMemoryStoreContractTest.embedded(settings)), companion)
                        .projection(projection -> projection.byHand())
                        .build());
    }

    /** Projects before each walk what was written before. */
    static final class InStep extends ForwardingMemoryStore {
        private final Projector projector;

        InStep(CompanionStore composite) {
            super(composite);
            projector = composite.projector();
        }

        @Override
        public RelatedResult related(RelatedRequest request) {
            if (request.deadline() == null) {
                long unused = projector.drain();
            }
            return super.related(request);
        }
    }
}
