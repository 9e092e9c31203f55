package io.github.mem0j.services;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The build's Neo4j; OutageIT of mem0-neo4j kills and restarts one of its own. */
class Neo4jIT {
    @RegisterExtension
    static final Neo4j neo4j = Neo4j.shared();

    @Test
    void answers() {
        assertThat(Bolt.answers(neo4j.uri().getHost(), neo4j.uri().getPort())).isTrue();
        assertThat(neo4j.namespace()).matches("Neo4jIT[A-Za-z0-9]{12}");
    }

    @Test
    void isThereForATestClassOnly() {
        assertThatThrownBy(Neo4j.shared()::namespace).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(Neo4j.shared()::uri).isInstanceOf(IllegalStateException.class);
    }
}
