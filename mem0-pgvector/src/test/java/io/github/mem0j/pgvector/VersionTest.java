package io.github.mem0j.pgvector;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.pgvector.SchemaCheck.Version;
import org.junit.jupiter.api.Test;

class VersionTest {
    @Test
    void versionsAreOrderedAsNumbers() {
        assertThat(Version.parse("0.8.10")).isGreaterThan(Version.parse("0.8.9"));
        assertThat(Version.parse("0.10.0")).isGreaterThan(Version.parse("0.9.9"));
        assertThat(Version.parse("1.0")).isGreaterThan(Version.parse("0.99.99"));
        assertThat(Version.parse("0.8")).isEqualByComparingTo(Version.parse("0.8.0"));
        assertThat(Version.parse("0.8.7-dev")).isEqualTo(new Version(0, 8, 7));
        assertThat(Version.parse("odd")).isEqualTo(new Version(0, 0, 0));
        assertThat(Version.parse("0.8.4")).hasToString("0.8.4");
    }
}
