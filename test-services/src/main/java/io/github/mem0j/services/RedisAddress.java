package io.github.mem0j.services;

import java.net.URI;
import java.net.URISyntaxException;

/**
 * Where a Redis is and how to get in. Immutable.
 *
 * @param user empty for the default one
 * @param password empty if none is asked for
 */
public record RedisAddress(String host, int port, String user, String password) {
    /** Such as redis://127.0.0.1:6379; with user and password, if there is a password. */
    public URI uri() {
        try {
            String userInfo = password.isEmpty() ? null : user + ":" + password;
            return new URI("redis", userInfo, host, port, null, null, null);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(this + " has no URI", e);
        }
    }

    /** The same server, reached through a proxy in front of it. */
    public RedisAddress through(TcpProxy proxy) {
        return new RedisAddress(proxy.host(), proxy.port(), user, password);
    }

    /** Leaves out the password. */
    @Override
    public String toString() {
        return (user.isEmpty() ? "" : user + " at ") + "redis://" + host + ":" + port;
    }
}
