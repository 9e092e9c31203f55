package io.github.mem0j.cache;

/**
 * What {@code INFO server} says.
 *
 * @param incarnation of the server: another after each restart and on each other server; 0 in a cluster
 * @param isCluster whether it is one node of several
 */
record ServerInfo(long incarnation, boolean isCluster) {
    static ServerInfo of(String info) {
        boolean cluster = false;
        long incarnation = 0;
        for (String line : info.split("\r?\n", -1)) {
            if (line.startsWith("redis_mode:")) {
                cluster = line.endsWith(":cluster");
            } else if (line.startsWith("run_id:") && line.length() >= 23) {
                incarnation = Long.parseUnsignedLong(line.substring(7, 23), 16);
            }
        }
        return new ServerInfo(cluster ? 0 : incarnation, cluster);
    }
}
