package io.github.mem0j.testkit;

import io.github.mem0j.layer.Call;
import io.github.mem0j.layer.ForwardingMemoryStore;
import io.github.mem0j.layer.ForwardingStoreAdmin;
import io.github.mem0j.layer.InterceptingMemoryStore;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.StoreAdmin;
import io.github.mem0j.store.StoreResult;

/** Layers that change nothing: what is left is what their bases do. */
final class PlainLayers {
    private PlainLayers() {}

    static final class Forwarded extends ForwardingMemoryStore {
        Forwarded(MemoryStore delegate) {
            super(delegate);
        }

        @Override
        protected StoreAdmin decorate(StoreAdmin below) {
            return new ForwardedAdmin(below);
        }
    }

    private static final class ForwardedAdmin extends ForwardingStoreAdmin {
        ForwardedAdmin(StoreAdmin delegate) {
            super(delegate);
        }
    }

    static final class Intercepted extends InterceptingMemoryStore {
        Intercepted(MemoryStore delegate) {
            super(delegate);
        }

        @Override
        protected <R extends StoreResult> R around(Call<R> call) {
            return call.proceed();
        }
    }
}
