package io.github.mem0j.neo4j;

import io.github.mem0j.services.Neo4j;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.testkit.MemoryStoreContract;
import io.github.mem0j.testkit.StoreSettings;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.neo4j.driver.Driver;

/** On a host's driver. */
@Tag("long")
class Neo4jContractIT extends MemoryStoreContract {
    @RegisterExtension
    static final Neo4j neo4j = Neo4j.shared();

    /** One for the class, since opening it for each case would take longer than the case. */
    private static Driver driver;

    @BeforeAll
    static void connect() {
        driver = Graphs.open(neo4j.get());
        Neo4jMemoryStore.builder()
                .driver(driver)
                .label(neo4j.namespace())
                .initSchema()
                .build()
                .close();
    }

    @AfterAll
    static void disconnect() {
        Graphs.empty(driver, neo4j.namespace());
        driver.close();
    }

    @Override
    protected MemoryStore newStore(StoreSettings settings) {
        Graphs.empty(driver, neo4j.namespace());
        return Neo4jMemoryStore.builder()
                .driver(driver)
                .label(neo4j.namespace())
                .clock(settings.clock())
                .limits(settings.limits())
                .build();
    }
}
