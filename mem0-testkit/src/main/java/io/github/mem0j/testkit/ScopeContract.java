package io.github.mem0j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.model.MemoryFilter;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.Metadata;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.ScanRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Agents and runs within one owner: absent means any, except where memories are added. */
public interface ScopeContract extends ContractFixture {
    /** One memory under each mixture of agent and run, with the scope it is under. */
    default Map<UUID, MemoryScope> rememberEverywhere(MemoryScope owner) {
        List<MemoryScope> scopes = new ArrayList<>();
        for (MemoryScope agent : List.of(owner, owner.withAgent("a"), owner.withAgent("b"))) {
            scopes.addAll(List.of(agent, agent.withRun("r"), agent.withRun("s")));
        }
        return scopes.stream()
                .collect(Collectors.toMap(
                        scope -> remember(scope, memory("m").withMetadata(Metadata.of("k", 1))), Function.identity()));
    }

    /** Holds one way of reading to {@link MemoryScope#covers} in every scope. */
    default void assertReads(Function<MemoryScope, List<UUID>> reading) {
        MemoryScope owner = someone();
        Map<UUID, MemoryScope> all = rememberEverywhere(owner);
        List<MemoryScope> asked = new ArrayList<>(all.values());
        asked.add(owner.withAgent("nobody"));
        for (MemoryScope scope : asked) {
            List<UUID> covered = all.entrySet().stream()
                    .filter(entry -> scope.covers(entry.getValue()))
                    .map(Map.Entry::getKey)
                    .toList();
            assertThat(reading.apply(scope)).as("within %s", scope).containsExactlyInAnyOrderElementsOf(covered);
        }
    }

    @Test
    default void scopeNarrowsLists() {
        assertReads(scope -> list(scope));
    }

    @Test
    default void scopeNarrowsFilteredLists() {
        assertReads(scope -> list(scope, MemoryFilter.where("k").eq(1)));
    }

    @Test
    default void scopeNarrowsSearches() {
        assertReads(
                scope -> search(scope).stream().map(hit -> hit.memory().id()).toList());
    }

    @Test
    default void scopeNarrowsGets() {
        MemoryScope owner = someone();
        Map<UUID, MemoryScope> all = rememberEverywhere(owner);
        for (MemoryScope scope : all.values()) {
            assertThat(store().get(GetRequest.of(scope, List.copyOf(all.keySet())))
                            .memories())
                    .as("within %s", scope)
                    .hasSize((int) all.values().stream().filter(scope::covers).count())
                    .allMatch(memory -> scope.covers(memory.scope()));
        }
    }

    @Test
    default void scopeNarrowsScans() {
        assertReads(scope -> scan(ScanRequest.of(scope)).stream()
                .map(stored -> stored.memory().id())
                .toList());
    }

    @Test
    default void scopeNarrowsCounts() {
        MemoryScope owner = someone();
        Map<UUID, MemoryScope> all = rememberEverywhere(owner);
        for (MemoryScope scope : all.values()) {
            assertThat(admin().count(scope))
                    .as("within %s", scope)
                    .isEqualTo(all.values().stream().filter(scope::covers).count());
        }
    }

    @Test
    default void absentAgentAndRunAreStoredAsNone() {
        MemoryScope owner = someone();
        UUID id = remember(owner, "nobody's");

        assertThat(read(owner, id).scope()).isEqualTo(owner);
        assertThat(isThere(owner.withAgent("none"), id)).isFalse();
        assertThat(isThere(owner.withAgent("null"), id)).isFalse();
        assertThat(isThere(owner.withRun("none"), id)).isFalse();
    }

    @Test
    default void agentAndRunOfOneNameAreNotMixedUp() {
        MemoryScope owner = someone();
        UUID agent = remember(owner.withAgent("x"), "by agent x");
        UUID run = remember(owner.withRun("x"), "in run x");

        assertThat(list(owner.withAgent("x"))).containsExactly(agent);
        assertThat(list(owner.withRun("x"))).containsExactly(run);
        assertThat(list(owner.withAgent("x").withRun("x"))).isEmpty();
    }

    @Test
    default void metadataNamedLikeScopesIsOnlyMetadata() {
        MemoryScope owner = someone();
        UUID id = remember(owner, memory("m").withMetadata(Metadata.of("agent", "a", "user", "another")));
        remember(owner.withAgent("a"), "by the agent");

        assertThat(list(owner, MemoryFilter.where("agent").eq("a"))).containsExactly(id);
        assertThat(read(owner, id).scope()).isEqualTo(owner);
    }

    @Test
    default void idIsOneMemoryAcrossAgents() {
        MemoryScope owner = someone();
        UUID id = remember(owner.withAgent("a"), "here");

        delete(owner.withAgent("a"), id);
        add(owner.withAgent("b"), memory("there").withId(id));

        assertThat(list(owner)).containsExactly(id);
        assertThat(read(owner, id).scope()).isEqualTo(owner.withAgent("b"));
    }
}
