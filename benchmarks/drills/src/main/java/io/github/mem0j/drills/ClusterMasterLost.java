package io.github.mem0j.drills;

import io.github.mem0j.services.OwnRedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.UnifiedJedis;

/** A Redis Cluster of three masters loses one, and with it a third of the owners' caches. */
final class ClusterMasterLost implements Drill {
    private static final int MASTERS = 3;
    private static final int SLOTS = 16_384;

    @Override
    public String name() {
        return "cluster-master-lost";
    }

    @Override
    public String load() {
        return "2 JVMs, 9 threads, 20 % writes, a Redis Cluster of 3 masters without replicas";
    }

    @Override
    public String faults() {
        return "one master killed by SIGKILL, and back with nothing";
    }

    @Override
    public DrillRow run(DrillRun run) throws Exception {
        String name = run.newName(this);
        List<OwnRedis> masters = new ArrayList<>();
        try {
            for (int i = 0; i < MASTERS; i++) {
                masters.add(OwnRedis.options()
                        .withCluster()
                        .set("cluster-node-timeout", "1000")
                        .set("cluster-require-full-coverage", "no")
                        .start());
            }
            join(masters);
            try (Exercise exercise = new Exercise(run, this)) {
                exercise.open(() -> run.settings(name).client(() -> client(masters)))
                        .work(9);
                OwnRedis lost = masters.get(1);
                exercise.fault("master killed", lost::kill);
                Pauses.lasting(run.millis(1_500, 15_000));
                exercise.healed("back, empty", lost::restart);
                Pauses.lasting(run.millis(300, 10_000));
                return exercise.end(() -> run.settings(name).bare(), run.servers.postgres(), masters.get(0))
                        .withNote(
                                "keys of one owner are in one slot; in a cluster local caches stay off (docs/operations.md), so"
                                        + " there are no subscribers to lose");
            }
        } finally {
            masters.forEach(OwnRedis::close);
        }
    }

    private static UnifiedJedis client(List<OwnRedis> masters) {
        Set<HostAndPort> nodes = new HashSet<>();
        masters.forEach(master -> nodes.add(new HostAndPort(master.host(), master.port())));
        return RedisClusterClient.builder()
                .nodes(nodes)
                .clientConfig(Clients.config(""))
                .build();
    }

    /** Each was a cluster of its own, with all slots. */
    private static void join(List<OwnRedis> masters) throws InterruptedException {
        for (int i = 0; i < MASTERS; i++) {
            OwnRedis master = masters.get(i);
            master.command("CLUSTER", "FLUSHSLOTS");
            master.command("CLUSTER", "RESET", "HARD");
            master.command("CLUSTER", "SET-CONFIG-EPOCH", Integer.toString(i + 1));
            int first = i * SLOTS / MASTERS;
            int end = (i + 1) * SLOTS / MASTERS;
            Stream<String> slots = IntStream.range(first, end).mapToObj(Integer::toString);
            master.command(
                    Stream.concat(Stream.of("CLUSTER", "ADDSLOTS"), slots).toArray(String[]::new));
        }
        for (OwnRedis master : masters.subList(1, MASTERS)) {
            master.command(
                    "CLUSTER",
                    "MEET",
                    masters.get(0).host(),
                    Integer.toString(masters.get(0).port()));
        }
        for (OwnRedis master : masters) {
            Pauses.require("the cluster", Duration.ofSeconds(30), () -> {
                String info = String.valueOf(master.command("CLUSTER", "INFO"));
                return info.contains("cluster_state:ok")
                        && info.contains("cluster_slots_assigned:" + SLOTS)
                        && info.contains("cluster_known_nodes:" + MASTERS);
            });
        }
    }
}
