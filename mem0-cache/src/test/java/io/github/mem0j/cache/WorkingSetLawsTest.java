package io.github.mem0j.cache;

import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.testkit.LayerLaws;
import java.util.concurrent.RejectedExecutionException;

/** The laws count what reaches the store: loads of the layer's own would be among it, so there are none. */
class WorkingSetLawsTest extends LayerLaws {
    static final WorkingSet.Runner LOADS_NOTHING = (background, load) -> {
        throw new RejectedExecutionException();
    };

    @Override
    protected MemoryStore layerOver(MemoryStore inner) {
        return WorkingSet.builder().singleJvm().runner(LOADS_NOTHING).build().over(inner);
    }
}
