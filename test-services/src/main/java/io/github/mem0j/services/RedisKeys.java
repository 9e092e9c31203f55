package io.github.mem0j.services;

import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The keys of a test class. */
final class RedisKeys {
    private RedisKeys() {}

    /** @param about goes into it */
    static String newNamespace(String about) {
        String readable = about.replaceAll("[^A-Za-z0-9]", "");
        return readable.substring(0, Math.min(16, readable.length()))
                + Passwords.random().substring(0, 12);
    }

    /** All that have the namespace in their names, wherever. */
    static void delete(RedisAddress server, String namespace) {
        try (RespConnection connection = new RespConnection(server)) {
            String cursor = "0";
            do {
                List<?> page =
                        list(connection.command("SCAN", cursor, "MATCH", "*" + namespace + "*", "COUNT", "1000"));
                cursor = String.valueOf(page.get(0));
                List<?> keys = list(page.get(1));
                if (!keys.isEmpty()) {
                    connection.command(
                            Stream.concat(Stream.of("UNLINK"), keys.stream().map(String::valueOf))
                                    .toArray(String[]::new));
                }
            } while (!cursor.equals("0"));
        } catch (IOException e) {
            throw new IllegalStateException(server + " does not delete the keys of " + namespace, e);
        }
    }

    private static List<?> list(@Nullable Object reply) {
        return (List<?>) Objects.requireNonNull(reply);
    }
}
