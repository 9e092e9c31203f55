package io.github.mem0j.cache;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What a heartbeat tells of the server.
 *
 * @param incarnation of the server: another after each restart and on each other server; 0 in a cluster
 * @param isCluster whether it is one node of several
 * @param millis its time
 */
record ServerInfo(long incarnation, boolean isCluster, long millis) {
    /** Reads the reply of heartbeat.lua. */
    static ServerInfo of(List<?> reply) {
        String run = new String((byte[]) reply.get(0), StandardCharsets.US_ASCII);
        boolean cluster = "cluster".equals(new String((byte[]) reply.get(1), StandardCharsets.US_ASCII));
        long incarnation = cluster ? 0 : Long.parseUnsignedLong(run.substring(0, 16), 16);
        return new ServerInfo(incarnation, cluster, (Long) reply.get(2));
    }
}
