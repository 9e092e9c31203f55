package io.github.mem0j.services;

import java.util.List;

/** Redis in a container. */
final class DockerRedis {
    private static final String IMAGE = "redis:7.4";

    private DockerRedis() {}

    static RedisAddress start(RunFolder folder) {
        RedisAddress server = new RedisAddress("127.0.0.1", Docker.run(folder, command(), 6379), "", "");
        Waits.until(Docker.PATIENCE, "an answer of Redis in Docker", () -> answers(server));
        return server;
    }

    static List<String> command() {
        return List.of(
                "docker",
                "run",
                "--detach",
                "--publish",
                "127.0.0.1::6379",
                IMAGE,
                "redis-server",
                "--save",
                "",
                "--appendonly",
                "no");
    }

    private static boolean answers(RedisAddress server) {
        try {
            return "PONG".equals(RespConnection.ask(server, "PING"));
        } catch (IllegalStateException e) {
            return false;
        }
    }
}
