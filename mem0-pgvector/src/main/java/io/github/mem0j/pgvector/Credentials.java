package io.github.mem0j.pgvector;

import java.util.Objects;

/**
 * A database user and its password. Immutable.
 *
 * @param user the role's name
 * @param password never logged
 */
public record Credentials(String user, String password) {
    public Credentials {
        Objects.requireNonNull(user, "user");
        Objects.requireNonNull(password, "password");
    }

    /** Leaves out the password. */
    @Override
    public String toString() {
        return "Credentials[" + user + "]";
    }
}
