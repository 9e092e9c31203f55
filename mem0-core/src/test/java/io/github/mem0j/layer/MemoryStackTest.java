package io.github.mem0j.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mem0j.embedded.EmbeddedMemoryStore;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.store.Deadline;
import io.github.mem0j.store.ListRequest;
import io.github.mem0j.store.ListResult;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.StoreAdmin;
import io.github.mem0j.store.StoreResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class MemoryStackTest {
    private final List<String> closed = new ArrayList<>();

    private final class Named extends ForwardingMemoryStore {
        private final String name;

        Named(String name, MemoryStore inner) {
            super(inner);
            this.name = name;
        }

        @Override
        public void close() {
            closed.add(name);
            super.close();
        }

        @Override
        public String toString() {
            return name + "(" + delegate() + ")";
        }
    }

    private static final class Counting extends InterceptingMemoryStore {
        private final List<String> seen = new ArrayList<>();
        private Deadline deadline;

        Counting(MemoryStore inner) {
            super(inner);
        }

        @Override
        protected <R extends StoreResult> R around(Call<R> call) {
            seen.add(call.operation().name());
            deadline = call.request().deadline();
            return call.withDeadline(Deadline.after(Duration.ofSeconds(1))).proceed();
        }

        @Override
        protected <T> T aroundAdmin(String name, Supplier<T> call) {
            seen.add(name);
            return call.get();
        }
    }

    @Test
    void printsTheNestAndClosesOutermostFirst() {
        MemoryStore store = MemoryStack.over(EmbeddedMemoryStore.create())
                .layer(inner -> new Named("Backend guard", inner))
                .layer(inner -> new Named("Cache", inner))
                .build();
        assertThat(store).hasToString("Cache(Backend guard(EmbeddedMemoryStore))");
        store.close();
        assertThat(closed).containsExactly("Cache", "Backend guard");
    }

    @Test
    void aRefusedPlaceClosesWhatWasBuilt() {
        MemoryStack stack = MemoryStack.over(EmbeddedMemoryStore.create())
                .layer(inner -> new Named("Cache", inner))
                .layer(inner -> {
                    throw new IllegalArgumentException("put me below " + inner);
                });
        assertThatThrownBy(stack::build).hasMessage("put me below Cache(EmbeddedMemoryStore)");
        assertThat(closed).containsExactly("Cache");
    }

    @Test
    void aroundSeesOperationsAndAdminCallsAndMaySetTheDeadline() {
        List<Deadline> deadlines = new ArrayList<>();
        MemoryStore spy = new ForwardingMemoryStore(EmbeddedMemoryStore.create()) {
            @Override
            public ListResult list(ListRequest request) {
                deadlines.add(request.deadline());
                return super.list(request);
            }
        };
        Counting counting = new Counting(spy);
        counting.list(ListRequest.of(MemoryScope.user("u")));
        StoreAdmin.of(counting).count();
        StoreAdmin.of(counting).ping();
        assertThat(counting.seen).containsExactly("LIST", "count", "ping");
        assertThat(counting.deadline).isNull();
        assertThat(deadlines).doesNotContainNull().hasSize(1);
    }

    @Test
    void unwrapFindsEveryLayerAndTheBackend() {
        MemoryStore store = MemoryStack.over(EmbeddedMemoryStore.create())
                .layer(Counting::new)
                .layer(inner -> new Named("Cache", inner))
                .build();
        assertThat(store.unwrap(Named.class)).containsSame((Named) store);
        assertThat(store.unwrap(Counting.class)).isPresent();
        assertThat(store.unwrap(EmbeddedMemoryStore.class)).isPresent();
        assertThat(store.unwrap(String.class)).isEmpty();
    }
}
