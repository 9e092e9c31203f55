package io.github.mem0j.pgvector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {
    @Test
    void quotesWhatIsInNames() {
        assertThat(Names.quote("a\"b")).isEqualTo("\"a\"\"b\"");
        Names names = new Names("S\"; --", "t{d '1'}?");
        assertThat(names.memory()).isEqualTo("\"S\"\"; --\".\"t{d '1'}?\"");
        assertThat(names.meta()).isEqualTo("\"S\"\"; --\".\"t{d '1'}?_meta\"");
    }

    @Test
    void boundsAreInBytes() {
        assertThat(new Names("s".repeat(63), "t".repeat(42)).schema()).hasSize(63);
        assertThat(new Names("é".repeat(31), "\uD83D\uDE00".repeat(10)).table()).hasSize(20);
        assertThatThrownBy(() -> new Names("é".repeat(32), "t")).hasMessageContainingAll("schema", "63");
        assertThatThrownBy(() -> new Names("s", "\uD83D\uDE00".repeat(11))).hasMessageContainingAll("table", "42");
        assertThatThrownBy(() -> new Names("s".repeat(64), "t")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Names("s", "t".repeat(43))).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a\0b", "\uD83D", "a\uDE00"})
    void whatPostgresCannotHoldIsRefused(String name) {
        assertThatThrownBy(() -> new Names(name, "t")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Names("s", name)).isInstanceOf(IllegalArgumentException.class);
    }
}
