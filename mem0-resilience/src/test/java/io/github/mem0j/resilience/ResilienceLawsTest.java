package io.github.mem0j.resilience;

import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.testkit.LayerLaws;

class ResilienceLawsTest extends LayerLaws {
    @Override
    protected MemoryStore layerOver(MemoryStore inner) {
        // Of repetitions the laws know nothing; RetriesTest does.
        return Resilience.builder().retries(0).bulkhead(4, 4).build().over(inner);
    }
}
