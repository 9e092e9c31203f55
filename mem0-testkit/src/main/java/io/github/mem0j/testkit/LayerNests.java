package io.github.mem0j.testkit;

import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.Operation;
import io.github.mem0j.store.Provenance;
import io.github.mem0j.store.StoreAdmin;
import io.github.mem0j.store.StoreResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;

/** What the laws of layers share: a new layer over a new stub for each question. */
abstract class LayerNests {
    private final List<MemoryStore> layers = new ArrayList<>();

    protected abstract MemoryStore layerOver(MemoryStore inner);

    protected abstract Optional<String> whyRequestsDiffer();

    protected abstract Optional<String> whyFailuresDiffer();

    @AfterEach
    final void closeLayers() {
        layers.forEach(MemoryStore::close);
    }

    /** A new layer over a new stub. */
    final class Nest {
        final SampleCalls samples = new SampleCalls();
        final StubStore stub;
        final MemoryStore layer;

        Nest(Provenance provenance) {
            stub = new StubStore(request -> samples.result(request.operation(), provenance));
            layer = layerOver(stub);
            layers.add(layer);
        }

        Nest() {
            this(Provenance.of("stub"));
        }

        StoreResult call(Operation operation) {
            return Dispatch.call(layer, samples.request(operation));
        }

        StoreAdmin admin() {
            return StoreAdmin.of(layer);
        }
    }
}
