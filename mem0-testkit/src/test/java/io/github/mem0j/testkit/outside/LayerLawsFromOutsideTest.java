package io.github.mem0j.testkit.outside;

import io.github.mem0j.layer.MemoryStack;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.testkit.FaultyStore;
import io.github.mem0j.testkit.LayerLaws;
import io.github.mem0j.testkit.RecordingStore;

/** The laws as users extend them, from a package of their own, and for two layers at once. */
class LayerLawsFromOutsideTest extends LayerLaws {
    @Override
    protected MemoryStore layerOver(MemoryStore inner) {
        return MemoryStack.over(inner)
                .layer(FaultyStore::over)
                .layer(RecordingStore::over)
                .build();
    }
}
