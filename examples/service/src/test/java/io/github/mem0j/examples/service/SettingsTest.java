package io.github.mem0j.examples.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
    @Test
    void areThisMachineAndTheHeapByDefault() {
        Settings settings = Settings.of(new Properties());
        assertThat(settings).isEqualTo(new Settings("127.0.0.1", 8080, null, null, null));
    }

    @ParameterizedTest
    @CsvSource({
        "service.port, 70000, number from 0",
        "service.port, many, number from 0",
        "service.jdbc, jdbc:mysql://x, no URL of a PostgreSQL",
        "service.redis, localhost:6379, no address of a Redis",
        "service.neo4j, http://x, no address of a Neo4j",
        "service.neo4j, bolt://x, needs -Dservice.jdbc",
        "service.prt, 1, not known"
    })
    void sayWhatToPutRight(String name, String value, String error) {
        Properties properties = new Properties();
        properties.setProperty(name, value);
        assertThatThrownBy(() -> Settings.of(properties))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(error);
    }

    @Test
    void keepPasswordsToThemselves() {
        Properties properties = new Properties();
        properties.setProperty("service.jdbc", "jdbc:postgresql://x/y?password=hush");
        properties.setProperty("service.redis", "redis://u:hush@x:6379");
        properties.setProperty("service.neo4j", "bolt://u:hush@x");
        assertThat(Settings.of(properties).toString()).doesNotContain("hush").contains("Redis", "PostgreSQL", "Neo4j");
    }
}
