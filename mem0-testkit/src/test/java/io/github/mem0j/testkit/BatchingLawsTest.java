package io.github.mem0j.testkit;

import io.github.mem0j.batching.Batching;
import io.github.mem0j.store.MemoryStore;

/** Around a store without a bulk form. */
class BatchingLawsTest extends LayerLaws {
    @Override
    protected MemoryStore layerOver(MemoryStore inner) {
        return Batching.defaults().over(inner);
    }
}
