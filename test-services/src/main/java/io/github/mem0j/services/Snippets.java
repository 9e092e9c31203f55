package io.github.mem0j.services;

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

/** The {@code <pre>} snippets in a module's Javadoc, which must compile from outside of its packages. */
public final class Snippets {
    private static final Pattern SNIPPET = Pattern.compile("<pre>\\{@code(.*?)}</pre>", Pattern.DOTALL);
    private static final Pattern MARGIN = Pattern.compile("^\\s*\\* ?", Pattern.MULTILINE);

    private Snippets() {}

    /**
     * Compiles those of the module in whose folder the test runs.
     *
     * @param before what stands before each, with a %s for the name of its class: imports, the class's head and fields, a
     *     method's head
     * @param classes where the compiler may write
     * @return the errors, each with where it is
     */
    public static List<String> errors(String before, Path classes) throws IOException {
        List<JavaFileObject> sources = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Path.of("src", "main", "java"))) {
            for (Path file :
                    files.filter(some -> some.toString().endsWith(".java")).toList()) {
                Matcher snippet = SNIPPET.matcher(Files.readString(file));
                while (snippet.find()) {
                    String name = "Snippet" + sources.size();
                    String code = MARGIN.matcher(snippet.group(1)).replaceAll("");
                    sources.add(source(name, "// " + file + "\n" + before.formatted(name) + code + "\n}\n}\n"));
                }
            }
        }
        if (sources.size() < 2) {
            return List.of("only " + sources.size() + " snippets found: is this the folder of a module?");
        }
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
        return problems.getDiagnostics().stream()
                .filter(problem -> problem.getKind() == Diagnostic.Kind.ERROR)
                .map(Diagnostic::toString)
                .toList();
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
