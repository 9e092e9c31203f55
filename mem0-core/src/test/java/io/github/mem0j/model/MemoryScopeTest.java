package io.github.mem0j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryScopeTest {
    @Test
    void ownerKeysAreDistinctAndATenantIsAPrefix() {
        List<MemoryScope> owners = List.of(
                MemoryScope.user("a"),
                MemoryScope.user("a").withTenant("a"),
                MemoryScope.user("b/c").withTenant("a"),
                MemoryScope.user("c").withTenant("a/b"),
                MemoryScope.user("a%2Fb"),
                MemoryScope.user("a/b"),
                MemoryScope.user("é"),
                MemoryScope.user("e\u0301"));
        assertThat(owners).extracting(MemoryScope::ownerKey).doesNotHaveDuplicates();
        assertThat(owners.get(0).ownerKey()).isEqualTo("/a");
        assertThat(owners.get(2).ownerKey()).isEqualTo("a/b%2Fc");
        assertThat(owners.get(4).ownerKey()).isEqualTo("/a%252Fb");
    }

    @Test
    void absentAgentAndRunCoverAny() {
        MemoryScope user = MemoryScope.user("u");
        MemoryScope agent = user.withAgent("a");
        assertThat(user.covers(agent.withRun("r"))).isTrue();
        assertThat(agent.covers(user)).isFalse();
        assertThat(agent.covers(agent.withRun("r"))).isTrue();
        assertThat(user.covers(user.withTenant("t"))).isFalse();
        assertThat(user.withTenant("t").covers(user)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", " a", "a ", "\u00a0a", "a\u2003", "a\tb", "a\u0000", "\u007f", "\ud800", "a\udc00b"})
    void whatWouldInviteTrimmingIsRefused(String id) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MemoryScope.user(id))
                .withMessageStartingWith("user ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MemoryScope.user("u").withRun(id));
    }

    @Test
    void lengthCountsUtf8Bytes() {
        MemoryScope.user("é".repeat(128));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MemoryScope.user("é".repeat(128) + "a"))
                .withMessageContaining("257")
                .withMessageContaining("256");
    }
}
