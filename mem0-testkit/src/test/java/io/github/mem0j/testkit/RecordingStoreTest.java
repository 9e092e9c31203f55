package io.github.mem0j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.embedded.EmbeddedMemoryStore;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.Operation;
import io.github.mem0j.store.StoreAdmin;
import io.github.mem0j.store.StoreRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class RecordingStoreTest {
    private final SampleCalls samples = new SampleCalls();
    private final FaultyStore backend = FaultyStore.over(EmbeddedMemoryStore.create());
    private final RecordingStore recording = RecordingStore.over(backend);

    @Test
    void remembersRequestsInOrderFailedOnesToo() {
        List<StoreRequest> asked = new ArrayList<>();
        for (Operation operation : Operation.values()) {
            StoreRequest request = samples.request(operation);
            asked.add(request);
            assertThat(Answer.of(() -> Dispatch.call(recording, request))).isNotNull();
        }
        backend.inject(Fault.UNAVAILABLE);
        StoreRequest failing = samples.request(Operation.GET);
        asked.add(failing);
        assertThat(Answer.of(() -> Dispatch.call(recording, failing)).error()).isNotNull();

        assertThat(recording.calls()).isEqualTo(asked);
        assertThat(recording.calls(GetRequest.class)).hasSize(2).last().isSameAs(failing);
        assertThat(recording.count(Operation.GET)).isEqualTo(2);
        assertThat(recording.count(Operation.DELETE)).isEqualTo(1);
    }

    @Test
    void remembersAdminCallsByName() {
        StoreAdmin admin = StoreAdmin.of(recording);
        admin.ping();
        admin.erase(samples.scope());
        admin.count();
        assertThat(recording.adminCalls()).containsExactly("ping", "erase", "count");
        assertThat(recording.calls()).isEmpty();
    }

    @Test
    void forgetsWhenReset() {
        Dispatch.call(recording, samples.request(Operation.ADD));
        StoreAdmin.of(recording).ping();
        recording.close();
        List<StoreRequest> before = recording.calls();
        recording.reset();
        assertThat(recording.calls()).isEmpty();
        assertThat(recording.adminCalls()).isEmpty();
        assertThat(recording.closes()).isEqualTo(1);
        assertThat(before).as("what was handed out stays").hasSize(1);
    }

    @Test
    void losesNoneOfManyThreadsCalls() {
        List<CompletableFuture<Void>> threads = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            threads.add(OwnThread.run(() -> {
                for (int j = 0; j < 500; j++) {
                    Dispatch.call(recording, samples.request(Operation.LIST));
                }
            }));
        }
        threads.forEach(CompletableFuture::join);
        assertThat(recording.count(Operation.LIST)).isEqualTo(4_000);
    }
}
