package io.github.mem0j.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mem0j.cache.LocalCache;
import io.github.mem0j.layer.MemoryStack;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.Operation;
import io.github.mem0j.store.Provenance;
import io.github.mem0j.store.StoreUnavailableException;
import org.junit.jupiter.api.Test;

/** Writes that are refused without being tried. */
class RefusedWritesTest {
    @Test
    void endNothingThatIsCached() {
        Rig rig = new Rig(Resilience.builder());
        MemoryStore store = MemoryStack.over(rig.store)
                .layer(LocalCache.builder().singleJvm().build())
                .build();
        AddRequest add = Rig.add(1);
        store.add(add);
        GetRequest get = GetRequest.of(Rig.ALICE, add.memories().get(0).id());
        store.get(get);
        rig.breaker.open("maintenance");
        assertThatThrownBy(() -> store.delete(Rig.delete(add.memories().get(0).id())))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("DELETE was not tried")
                .hasMessageContaining("maintenance");
        assertThat(store.get(get).provenance().source()).isEqualTo(Provenance.LOCAL);
        assertThat(rig.below.count(Operation.GET)).isEqualTo(1);
        rig.breaker.close("done");
        store.delete(Rig.delete(add.memories().get(0).id()));
        assertThat(store.get(get).memories()).isEmpty();
    }
}
