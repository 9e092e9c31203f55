package io.github.mem0j.resilience;

import io.github.mem0j.store.MemoryStore;

class AsyncResilienceLawsTest extends ResilienceLawsTest {
    @Override
    protected MemoryStore layerOver(MemoryStore inner) {
        return new ThroughAsync(super.layerOver(inner));
    }
}
