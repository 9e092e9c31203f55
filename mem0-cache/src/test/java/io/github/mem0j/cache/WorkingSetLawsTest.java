package io.github.mem0j.cache;

import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.testkit.LayerLaws;

class WorkingSetLawsTest extends LayerLaws {
    @Override
    protected MemoryStore layerOver(MemoryStore inner) {
        return WorkingSet.builder().singleJvm().build().over(inner);
    }
}
