package io.github.mem0j.services;

import java.net.URI;

/**
 * Where a Neo4j is and how to get in. Immutable.
 *
 * @param uri such as bolt://127.0.0.1:7687
 * @param user of the password
 * @param password empty if none is asked for
 */
public record Neo4jAddress(URI uri, String user, String password) {
    static Neo4jAddress local(int port) {
        return new Neo4jAddress(URI.create("bolt://127.0.0.1:" + port), "neo4j", "");
    }

    /** The same server, reached through a proxy in front of it. */
    public Neo4jAddress through(TcpProxy proxy) {
        return new Neo4jAddress(URI.create("bolt://" + proxy.host() + ":" + proxy.port()), user, password);
    }

    /** Leaves out the password. */
    @Override
    public String toString() {
        return uri.toString();
    }
}
