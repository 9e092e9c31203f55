package io.github.mem0j.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mem0j.AgentMemory;
import io.github.mem0j.UserMemory;
import io.github.mem0j.cache.CachingEmbedder;
import io.github.mem0j.embedder.Embedder;
import io.github.mem0j.embedder.EmbedderException;
import io.github.mem0j.testkit.TestEmbedder;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An agent's memory while its embedding model is down. */
class EmbedderOutageTest {
    private static final Logger log = LoggerFactory.getLogger(EmbedderOutageTest.class);
    private static final int CALLERS = 16;
    private static final int SEARCHES = 50;

    private final TestEmbedder model = TestEmbedder.create();

    private ResilientEmbedder resilient(Embedder inside) {
        return ResilientEmbedder.builder(inside)
                .pauses(Duration.ofNanos(1), Duration.ofNanos(2))
                .build();
    }

    @Test
    void whatNeedsNoNewEmbeddingGoesOn() {
        ResilientEmbedder resilient = resilient(model);
        try (AgentMemory memory = AgentMemory.builder()
                .embedder(CachingEmbedder.around(resilient))
                .build()) {
            UserMemory alice = memory.forUser("alice");
            UUID tea = alice.add("drinks oolong");
            UUID trip = alice.add("flies to Lisbon");
            alice.relate(tea, trip);
            assertThat(alice.search("drinks").memories()).isNotEmpty();

            model.reset();
            model.failWith(new EmbedderException("model server is down", null));
            Aside.together(CALLERS, () -> {
                for (int i = 0; i < SEARCHES; i++) {
                    String unheardOf =
                            "question " + i + " of " + Thread.currentThread().getId();
                    assertThatThrownBy(() -> alice.search(unheardOf))
                            .isInstanceOf(EmbedderException.class)
                            .message()
                            .doesNotContain(unheardOf);
                    assertThat(alice.search("drinks").memories()).isNotEmpty();
                    assertThat(alice.get(tea)).isPresent();
                    assertThat(alice.list().memories()).hasSize(2);
                    assertThat(alice.related(tea).memories()).hasSize(1);
                }
                return true;
            });
            log.info("{} new searches, {} reached the dead model", CALLERS * SEARCHES, model.calls());
            assertThat(model.calls()).isBetween(3, 3 + CALLERS);
            assertThat(resilient.circuitBreaker().state()).isEqualTo(CircuitBreaker.State.OPEN);

            assertThatThrownBy(() -> alice.add("wears green")).isInstanceOf(EmbedderException.class);
            assertThat(alice.delete(trip)).isTrue();
            assertThat(alice.list().memories()).as("and nothing was stored").hasSize(1);

            model.recover();
            resilient.circuitBreaker().close("the model is back");
            assertThat(alice.search("something new").memories()).hasSize(1);
        }
    }

    @Test
    void theOtherOrderRefusesWhatIsCachedToo() {
        ResilientEmbedder resilient = resilient(CachingEmbedder.around(model));
        try (AgentMemory memory = AgentMemory.builder().embedder(resilient).build()) {
            UserMemory alice = memory.forUser("alice");
            alice.add("drinks oolong");
            alice.search("drinks");
            resilient.circuitBreaker().open("the model is down");
            assertThatThrownBy(() -> alice.search("drinks")).isInstanceOf(EmbedderException.class);
        }
    }
}
