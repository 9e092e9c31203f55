package io.github.mem0j.services;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Programs that tests run in JVMs of their own. They print a line and then wait to be ended. */
final class OtherJvm {
    private OtherJvm() {}

    /** Looks like Maven, and runs what asks for the shared server, the class that it is told, in two JVMs at once. */
    static final class DummyBuild {
        public static void main(String[] arguments) throws Exception {
            Class<?> asking = Class.forName(arguments[0]);
            Process one = start(Path.of(""), List.of(), asking, ProcessBuilder.Redirect.INHERIT);
            Process two = start(Path.of(""), List.of(), asking, ProcessBuilder.Redirect.INHERIT);
            one.waitFor();
            two.waitFor();
            TimeUnit.MINUTES.sleep(5);
        }
    }

    static final class AsksForPostgres {
        public static void main(String[] arguments) {
            print(SharedPostgres.server().port());
        }
    }

    static final class AsksForRedis {
        public static void main(String[] arguments) {
            print(SharedRedis.server().port());
        }
    }

    static final class StartsOwnRedis {
        public static void main(String[] arguments) throws Exception {
            OwnRedis own = OwnRedis.start();
            print(own.port());
            own.pause();
            TimeUnit.MINUTES.sleep(5);
        }
    }

    static final class StartsOwnPostgres {
        public static void main(String[] arguments) throws Exception {
            OwnPostgres own = OwnPostgres.start(Map.of());
            print(own.port());
            own.pause();
            TimeUnit.MINUTES.sleep(5);
        }
    }

    @SuppressWarnings("SystemOut")
    private static void print(int port) {
        System.out.println(port);
    }

    static Process start(
            Path folder, List<String> options, Class<?> main, ProcessBuilder.Redirect output, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toAbsolutePath().toFile())
                .redirectOutput(output)
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().keySet().removeAll(List.of("MEM0_TEST_POSTGRES_URL", "MEM0_TEST_REDIS_URL"));
        return builder.start();
    }

    static int port(BufferedReader output) throws IOException {
        return Integer.parseInt(output.readLine().strip());
    }

    static BufferedReader output(Process process) {
        return process.inputReader(StandardCharsets.UTF_8);
    }
}
