package io.github.mem0j.services;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs programs of the machine. */
final class Commands {
    private static final int TAIL = 4_000;

    private Commands() {}

    /**
     * Runs a program to its end.
     *
     * @return what it printed
     * @throws IllegalStateException with the end of what it printed, if it fails or takes longer than {@code limit}
     */
    static String run(Path directory, Duration limit, List<String> command) {
        try {
            Path output = Files.createTempFile("mem0j-", ".out");
            try {
                Process process = new ProcessBuilder(command)
                        .directory(directory.toFile())
                        .redirectErrorStream(true)
                        .redirectInput(new File("/dev/null"))
                        .redirectOutput(output.toFile())
                        .start();
                boolean ended = waitFor(process, limit);
                String printed = read(output);
                if (!ended || process.exitValue() != 0) {
                    throw new IllegalStateException(String.join(" ", command)
                            + (ended ? " ended with " + process.exitValue() : " took longer than " + limit)
                            + ":\n"
                            + tail(printed));
                }
                return printed;
            } finally {
                Files.deleteIfExists(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(command.get(0) + " could not be run", e);
        }
    }

    private static boolean waitFor(Process process, Duration limit) {
        try {
            return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a program runs", e);
        } finally {
            process.destroyForcibly();
        }
    }

    /** Starts a program that outlives this JVM and does not get the terminal's Ctrl-C. */
    static Process start(Path directory, Path log, List<String> command) {
        List<String> detached = new ArrayList<>();
        if (exists("setsid")) {
            detached.add("setsid");
        }
        detached.addAll(command);
        try {
            return new ProcessBuilder(detached)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectInput(new File("/dev/null"))
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(command.get(0) + " could not be started", e);
        }
    }

    /** Sends a signal that Java has no word for. */
    static void signal(String name, Stream<ProcessHandle> processes) {
        List<String> command =
                new ArrayList<>(List.of("sh", "-c", "kill -" + name + " \"$@\" 2>/dev/null || :", "kill"));
        processes.forEach(process -> command.add(Long.toString(process.pid())));
        if (command.size() > 4) {
            run(Path.of("/"), Duration.ofSeconds(10), command);
        }
    }

    /** Whether the shell would find it. */
    static boolean exists(String program) {
        return path().anyMatch(folder -> Files.isExecutable(folder.resolve(program)));
    }

    /** The folders in which programs are looked for; ordinary users' PATH often lacks sbin. */
    static Stream<Path> path() {
        return Stream.concat(
                        Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)),
                        Stream.of("/usr/sbin", "/sbin"))
                .filter(folder -> !folder.isEmpty())
                .map(Path::of);
    }

    @SafeVarargs
    static List<String> concat(List<String>... parts) {
        List<String> all = new ArrayList<>();
        for (List<String> part : parts) {
            all.addAll(part);
        }
        return all;
    }

    static String tail(Path log) {
        return tail(read(log));
    }

    private static String tail(String text) {
        return text.substring(Math.max(0, text.length() - TAIL));
    }

    private static String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "(" + e + ")";
        }
    }
}
