package io.github.mem0j.layer;

import static io.github.mem0j.layer.LayerKind.BATCHING;
import static io.github.mem0j.layer.LayerKind.LOCAL_CACHE;
import static io.github.mem0j.layer.LayerKind.OBSERVATION;
import static io.github.mem0j.layer.LayerKind.OTHER;
import static io.github.mem0j.layer.LayerKind.RESILIENCE;
import static io.github.mem0j.layer.LayerKind.SHARED_CACHE;
import static io.github.mem0j.layer.LayerKind.WORKING_SET;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.embedded.EmbeddedMemoryStore;
import io.github.mem0j.store.MemoryStore;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class StackAdviceTest {
    /** A layer that does nothing and is called after its kind. */
    private record Fake(LayerKind kind) implements MemoryLayer {
        @Override
        public MemoryStore over(MemoryStore inner) {
            return new ForwardingMemoryStore(inner) {
                @Override
                public String toString() {
                    return kind + "(" + delegate() + ")";
                }
            };
        }
    }

    private static List<String> logged(LayerKind... innermostFirst) {
        MemoryStack stack = MemoryStack.over(EmbeddedMemoryStore.create());
        Stream.of(innermostFirst).map(Fake::new).forEach(stack::layer);
        PrintStream before = System.err;
        ByteArrayOutputStream captured = new ByteArrayOutputStream();
        System.setErr(new PrintStream(captured, true, StandardCharsets.UTF_8));
        try {
            stack.build().close();
        } finally {
            System.setErr(before);
        }
        return captured.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void nothingIsSaidOfTheRecommendedOrder() {
        assertThat(logged(RESILIENCE, BATCHING, SHARED_CACHE, LOCAL_CACHE, WORKING_SET, OBSERVATION))
                .isEmpty();
        assertThat(logged(SHARED_CACHE, OBSERVATION)).isEmpty();
        assertThat(logged(SHARED_CACHE, SHARED_CACHE, LOCAL_CACHE, LOCAL_CACHE)).isEmpty();
    }

    @Test
    void nothingIsSaidOfWhatIsNotKnown() {
        assertThat(logged(OTHER, RESILIENCE, OTHER, OTHER, SHARED_CACHE, OTHER)).isEmpty();
        MemoryLayer lambda = inner -> inner;
        assertThat(lambda.kind()).isEqualTo(OTHER);
    }

    @Test
    void aResilienceLayerAroundACacheIsToldWhatItLoses() {
        assertThat(logged(SHARED_CACHE, OTHER, RESILIENCE))
                .singleElement()
                .asString()
                .contains("WARN", "RESILIENCE(OTHER(SHARED_CACHE(EmbeddedMemoryStore)))")
                .contains("RESILIENCE around SHARED_CACHE", "waiting for a store that is down")
                .contains("it belongs below SHARED_CACHE (see docs/ordering.md)");
    }

    @Test
    void aSharedCacheAroundALocalOneIsToldWhatIsSlow() {
        assertThat(logged(RESILIENCE, LOCAL_CACHE, SHARED_CACHE))
                .singleElement()
                .asString()
                .contains("each read asks a server before the heap", "it belongs below LOCAL_CACHE");
    }

    @Test
    void eachPairHasItsLine() {
        assertThat(logged(LOCAL_CACHE, SHARED_CACHE, RESILIENCE))
                .hasSize(3)
                .anyMatch(line -> line.contains("SHARED_CACHE around LOCAL_CACHE: "))
                .anyMatch(line -> line.contains("RESILIENCE around LOCAL_CACHE: "))
                .anyMatch(line -> line.contains("RESILIENCE around SHARED_CACHE: "));
        assertThat(logged(OBSERVATION, LOCAL_CACHE, SHARED_CACHE, BATCHING, RESILIENCE))
                .hasSize(10)
                .anyMatch(line -> line.contains("BATCHING around LOCAL_CACHE: what the cache has waits for a batch"))
                .anyMatch(line -> line.contains("RESILIENCE around BATCHING: batches go to the store without it"))
                .anyMatch(line -> line.contains("LOCAL_CACHE around OBSERVATION: what it answers or refuses is not"));
    }

    @Test
    void retriesMultiply() {
        assertThat(logged(RESILIENCE, SHARED_CACHE, RESILIENCE))
                .hasSize(2)
                .anyMatch(line -> line.contains("RESILIENCE twice: their retries multiply"))
                .anyMatch(line -> line.contains("RESILIENCE around SHARED_CACHE"));
    }
}
