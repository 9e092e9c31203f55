package io.github.mem0j.neo4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.Relation;
import io.github.mem0j.services.Neo4j;
import io.github.mem0j.store.RelateRequest;
import io.github.mem0j.store.RelateResult;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.neo4j.driver.Driver;

/** Many writers relate the same memories in any order, through two stores as of two JVMs. */
class RelateRacesIT {
    private static final int THREADS = 16;
    private static final int MEMORIES = 12;

    @RegisterExtension
    static final Neo4j neo4j = Neo4j.shared();

    @Test
    void overlappingPairsInAnyOrderLeaveEachRelationOnce() throws Exception {
        MemoryScope scope = MemoryScope.user("u");
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try (Driver driver = Graphs.open(neo4j.get())) {
            Neo4jMemoryStoreBuilder builder =
                    Neo4jMemoryStore.builder().driver(driver).label(neo4j.namespace());
            List<Neo4jMemoryStore> stores = List.of(builder.initSchema().build(), builder.build());
            List<UUID> ids = Trial.add(stores.get(0), scope, MEMORIES);
            List<Relation> all = new ArrayList<>();
            for (UUID from : ids) {
                for (UUID to : ids) {
                    if (!from.equals(to)) {
                        all.add(Relation.of(from, to));
                    }
                }
            }

            CyclicBarrier start = new CyclicBarrier(THREADS);
            List<Callable<Void>> work = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                Random random = new Random(thread);
                Neo4jMemoryStore store = stores.get(thread % 2);
                work.add(() -> {
                    start.await(30, TimeUnit.SECONDS);
                    for (int round = 0; round < 4; round++) {
                        List<Relation> some = new ArrayList<>(all);
                        Collections.shuffle(some, random);
                        some = some.subList(0, 66);
                        assertThat(store.relate(RelateRequest.of(scope, some)).outcomes())
                                .containsOnly(RelateResult.Outcome.APPLIED);
                    }
                    return null;
                });
            }
            for (Future<Void> each : threads.invokeAll(work)) {
                each.get();
            }
            stores.get(0).relate(RelateRequest.of(scope, all));

            String counts =
                    "MATCH (a:%s)-[r]->(b) RETURN count(*) AS edges, count(DISTINCT [a.id, b.id, r.type]) AS keys"
                            .formatted(neo4j.namespace());
            var row = Graphs.run(driver, counts).get(0);
            assertThat(row.get("edges").asLong()).isEqualTo(all.size());
            assertThat(row.get("keys").asLong()).isEqualTo(all.size());
            Graphs.empty(driver, neo4j.namespace());
        } finally {
            threads.shutdownNow();
        }
    }
}
