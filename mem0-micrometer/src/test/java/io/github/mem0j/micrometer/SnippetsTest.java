package io.github.mem0j.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.services.Snippets;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every {@code <pre>} snippet in this module's Javadoc compiles. */
class SnippetsTest {
    private static final String BEFORE = """
            import io.github.mem0j.cache.*;
            import io.github.mem0j.layer.*;
            import io.github.mem0j.micrometer.*;
            import io.github.mem0j.observation.*;
            import io.github.mem0j.resilience.*;
            import io.github.mem0j.store.*;
            import io.micrometer.core.instrument.MeterRegistry;
            import io.micrometer.observation.ObservationRegistry;
            class %s {
                MeterRegistry registry;
                ObservationRegistry observations;
                MemoryStore store, stack;
                MemoryLayer cache;
                Resilience resilience;
                FailsafeGuard guard;
                CachingEmbedder embedder;
                void run() throws Exception {
            """;

    @TempDir
    Path classes;

    @Test
    void everySnippetCompiles() throws IOException {
        assertThat(Snippets.errors(BEFORE, classes)).isEmpty();
    }
}
