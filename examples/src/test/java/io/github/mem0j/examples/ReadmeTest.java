package io.github.mem0j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's Java compiles against what is here now. */
class ReadmeTest {
    private static final Pattern SNIPPET = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern CLASS = Pattern.compile("^(?:public )?class (\\w+)", Pattern.MULTILINE);

    @TempDir
    Path classes;

    @Test
    void everySnippetCompiles() throws IOException {
        List<JavaFileObject> sources = new ArrayList<>();
        Matcher snippet = SNIPPET.matcher(Files.readString(Path.of("..", "README.md")));
        while (snippet.find()) {
            sources.add(source(snippet.group(1)));
        }
        assertThat(sources).hasSizeGreaterThanOrEqualTo(3);

        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
        List<String> options = List.of(
                "-proc:none",
                "--release",
                "17",
                "-d",
                classes.toString(),
                "-cp",
                System.getProperty("java.class.path"));
        compiler.getTask(null, null, problems, options, null, sources).call();

        assertThat(problems.getDiagnostics())
                .filteredOn(problem -> problem.getKind() == Diagnostic.Kind.ERROR)
                .isEmpty();
    }

    @Test
    void theFirstSixtyLinesCarryANewcomer() throws IOException {
        List<String> lines = Files.readAllLines(Path.of("..", "README.md"));
        assertThat(lines.get(2)).startsWith("Unofficial");
        assertThat(String.join("\n", lines.subList(0, 60)))
                .contains("public static void main", "<artifactId>mem0-core</artifactId>")
                .contains("mvn -B verify", "mvn -q -Pquickstart");
    }

    private static JavaFileObject source(String code) {
        Matcher name = CLASS.matcher(code);
        assertThat(name.find()).as("a snippet is a whole class: " + code).isTrue();
        URI uri = URI.create("string:///" + name.group(1) + ".java");
        return new SimpleJavaFileObject(uri, JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return code;
            }
        };
    }
}
