package io.github.mem0j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every {@code <pre>} snippet in the Javadoc of core and testkit compiles against what is here now. */
class JavadocSnippetsTest {
    private static final Pattern SNIPPET = Pattern.compile("<pre>\\{@code(.*?)}</pre>", Pattern.DOTALL);
    private static final Pattern MARGIN = Pattern.compile("^\\s*\\* ?", Pattern.MULTILINE);

    private static final String IMPORTS = """
            import static org.assertj.core.api.Assertions.assertThat;
            import io.github.mem0j.*;
            import io.github.mem0j.async.*;
            import io.github.mem0j.batching.*;
            import io.github.mem0j.embedded.*;
            import io.github.mem0j.embedder.*;
            import io.github.mem0j.feed.*;
            import io.github.mem0j.layer.*;
            import io.github.mem0j.model.*;
            import io.github.mem0j.observation.*;
            import io.github.mem0j.store.*;
            import io.github.mem0j.testkit.*;
            import io.github.mem0j.transfer.*;
            import java.nio.file.Path;
            import java.time.*;
            import java.util.*;
            import java.util.concurrent.*;
            import org.slf4j.MDC;
            """;

    /** What snippets speak of without saying where it comes from. */
    private static final String CONTEXT = """
            abstract class Context {
                MemoryStore store, otherStore, myStore, backend, stack, postgres, neo4j;
                MemoryLayer inner, outer, cache, resilience;
                MemoryScope alice;
                EmbeddingSpace space;
                Embedding embedding, query;
                Embedder embedder;
                Client client;
                ManualClock clock;
                ExecutorService executor;
                GetRequest request;
                List<AddRequest> requests;
                SearchRequest searchRequest;

                interface Client {
                    float[] vector(String text);
                }

                static final class TimingStore extends ForwardingMemoryStore {
                    TimingStore(MemoryStore inner) {
                        super(inner);
                    }
                }

                static final class MyStore {
                    static EmbeddedMemoryStore.Builder builder() {
                        return EmbeddedMemoryStore.builder();
                    }
                }
            }
            """;

    @TempDir
    Path classes;

    @Test
    void everySnippetCompiles() throws IOException {
        Map<String, String> snippets = new TreeMap<>();
        for (String module : List.of("mem0-core", "mem0-testkit")) {
            try (Stream<Path> files = Files.walk(Path.of("..", module, "src", "main", "java"))) {
                files.filter(file -> file.toString().endsWith(".java")).forEach(file -> collect(file, snippets));
            }
        }
        assertThat(snippets).hasSizeGreaterThan(15);

        List<JavaFileObject> sources = new ArrayList<>();
        sources.add(source("Context", IMPORTS + CONTEXT));
        snippets.forEach((name, body) -> sources.add(source(name, IMPORTS + body)));
        DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        String classPath = System.getProperty("java.class.path");
        List<String> options = List.of("-proc:none", "--release", "17", "-d", classes.toString(), "-cp", classPath);
        compiler.getTask(null, null, problems, options, null, sources).call();

        assertThat(problems.getDiagnostics())
                .filteredOn(problem -> problem.getKind() == Diagnostic.Kind.ERROR)
                .isEmpty();
    }

    private static void collect(Path file, Map<String, String> snippets) {
        try {
            Matcher snippet = SNIPPET.matcher(Files.readString(file));
            while (snippet.find()) {
                String code = MARGIN.matcher(snippet.group(1)).replaceAll("").strip();
                String name = "Snippet" + snippets.size();
                String body = code.startsWith("class ") ? code : "void run() throws Exception {\n" + code + "\n}";
                snippets.put(name, "// " + file + "\nclass " + name + " extends Context {\n" + body + "\n}\n");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JavaFileObject source(String name, String code) {
        return new SimpleJavaFileObject(URI.create("string:///" + name + ".java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return code;
            }
        };
    }
}
