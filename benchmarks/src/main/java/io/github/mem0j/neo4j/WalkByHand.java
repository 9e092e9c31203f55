package io.github.mem0j.neo4j;

import io.github.mem0j.store.RelatedRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.neo4j.driver.AccessMode;
import org.neo4j.driver.Driver;
import org.neo4j.driver.Record;
import org.neo4j.driver.Session;
import org.neo4j.driver.SessionConfig;

/** The floor of related: the store's own Cypher on the bare driver. In the store's package, which keeps it to itself. */
public final class WalkByHand {
    private static final Names NAMES = Names.of("Memory", "RELATES_TO");
    private static final SessionConfig READING = SessionConfig.builder()
            .withDatabase("neo4j")
            .withDefaultAccessMode(AccessMode.READ)
            .build();

    private final Driver driver;
    private final Graph graph;
    private final Owners owners;

    public WalkByHand(Driver driver) {
        this.driver = driver;
        graph = new Graph(driver, false, "neo4j", Duration.ofMinutes(1));
        owners = new Owners(graph, NAMES);
    }

    public List<Record> related(RelatedRequest request) {
        Cypher same = new Walk(owners, NAMES, new ApocWalk(graph, NAMES, false), Instant.now()).cypher(request);
        try (Session session = driver.session(READING)) {
            return session.run(same.text(), same.parameters()).list();
        }
    }
}
