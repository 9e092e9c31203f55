package io.github.mem0j.pgvector;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every {@code <pre>} snippet in this module's Javadoc compiles from outside, as JavadocSnippetsTest has it for others. */
class SnippetsTest {
    private static final Pattern SNIPPET = Pattern.compile("<pre>\\{@code(.*?)}</pre>", Pattern.DOTALL);
    private static final Pattern MARGIN = Pattern.compile("^\\s*\\* ?", Pattern.MULTILINE);

    private static final String BEFORE = """
            import io.github.mem0j.*;
            import io.github.mem0j.model.*;
            import io.github.mem0j.pgvector.*;
            import io.github.mem0j.store.*;
            import java.time.*;
            import java.util.*;
            import javax.sql.DataSource;
            class %s {
                DataSource dataSource;
                void run() throws Exception {
            """;

    @TempDir
    Path classes;

    @Test
    void everySnippetCompiles() throws IOException {
        List<JavaFileObject> sources = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Path.of("src", "main", "java"))) {
            for (Path file :
                    files.filter(some -> some.toString().endsWith(".java")).toList()) {
                Matcher snippet = SNIPPET.matcher(Files.readString(file));
                while (snippet.find()) {
                    String name = "Snippet" + sources.size();
                    String code = MARGIN.matcher(snippet.group(1)).replaceAll("");
                    sources.add(source(name, "// " + file + "\n" + BEFORE.formatted(name) + code + "\n}\n}\n"));
                }
            }
        }
        assertThat(sources).hasSizeGreaterThan(1);

        DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
        List<String> options = List.of(
                "-proc:none",
                "--release",
                "17",
                "-d",
                classes.toString(),
                "-cp",
                System.getProperty("java.class.path"));
        ToolProvider.getSystemJavaCompiler()
                .getTask(null, null, problems, options, null, sources)
                .call();
        assertThat(problems.getDiagnostics())
                .filteredOn(problem -> problem.getKind() == Diagnostic.Kind.ERROR)
                .isEmpty();
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
