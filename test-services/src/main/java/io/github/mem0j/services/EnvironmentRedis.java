package io.github.mem0j.services;

import java.net.URI;
import java.util.Map;
import java.util.Optional;

/** The server that the user says to use. */
final class EnvironmentRedis {
    private static final String URL = "MEM0_TEST_REDIS_URL";
    private static final String PREFIX = "redis://";

    private EnvironmentRedis() {}

    static Optional<RedisAddress> server() {
        return server(System.getenv());
    }

    /** @throws IllegalStateException if the URL is none of the kind redis://user:password@host:port */
    static Optional<RedisAddress> server(Map<String, String> environment) {
        String url = environment.getOrDefault(URL, "");
        if (url.isEmpty()) {
            return Optional.empty();
        }
        URI uri = url.startsWith(PREFIX) ? URI.create(url) : URI.create("none");
        String path = uri.getPath();
        if (uri.getHost() == null || uri.getQuery() != null || !(path.isEmpty() || path.equals("/"))) {
            throw new IllegalStateException(
                    URL + " must be like redis://host:port or redis://user:password@host:port, with no more to it");
        }
        String[] user = uri.getUserInfo() == null
                ? new String[] {"", ""}
                : uri.getUserInfo().split(":", 2);
        return Optional.of(new RedisAddress(
                uri.getHost(), uri.getPort() < 0 ? 6379 : uri.getPort(), user[0], user.length < 2 ? "" : user[1]));
    }
}
