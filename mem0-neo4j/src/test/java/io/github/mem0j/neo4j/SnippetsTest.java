package io.github.mem0j.neo4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.services.Snippets;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every {@code <pre>} snippet in this module's Javadoc compiles. */
class SnippetsTest {
    private static final String BEFORE = """
            import io.github.mem0j.model.*;
            import io.github.mem0j.neo4j.*;
            import io.github.mem0j.store.*;
            import java.util.*;
            class %s {
                void run() throws Exception {
            """;

    @TempDir
    Path classes;

    @Test
    void everySnippetCompiles() throws IOException {
        assertThat(Snippets.errors(BEFORE, classes)).isEmpty();
    }
}
