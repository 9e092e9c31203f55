package io.github.mem0j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.model.MemoryFilter;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.Metadata;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.model.Relation;
import io.github.mem0j.store.DeleteRequest;
import io.github.mem0j.store.RelateResult;
import io.github.mem0j.store.StoreRejectedException.Reason;
import io.github.mem0j.store.UpdateResult;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Owners never see, change or notice one another, whatever they are called. */
public interface IsolationContract extends ContractFixture {
    /** Owners that careless escaping, matching or normalising would take for one another. */
    default List<MemoryScope> confusableOwners() {
        List<MemoryScope> owners = new ArrayList<>();
        for (String user : List.of(
                "a",
                "A",
                "b",
                "a/b",
                "b/c",
                "a%2Fb",
                "a%",
                "a_",
                "%",
                "_",
                "*",
                "a*",
                "?",
                ".",
                "..",
                ".*",
                "'",
                "\"",
                "\\",
                "a'b",
                "' OR '1'='1",
                "$user",
                "{a}",
                "${a}",
                ":a",
                "a:b",
                "a|b",
                "a,b",
                "a b",
                "null",
                "0",
                "1",
                "caf\u00e9",
                "cafe\u0301",
                "\u00df",
                "ss",
                "\u0130",
                "i",
                "\uD83E\uDED6",
                "\uFF41",
                "\u200Ba")) {
            owners.add(MemoryScope.user(user));
        }
        for (String[] pair : List.of(
                new String[] {"a", "b"},
                new String[] {"b", "a"},
                new String[] {"a", "b/c"},
                new String[] {"a/b", "c"},
                new String[] {"a%2Fb", "c"},
                new String[] {"%", "a"},
                new String[] {"_", "a"},
                new String[] {"*", "a"},
                new String[] {"a", "%"},
                new String[] {"A", "b"},
                new String[] {"null", "a"})) {
            owners.add(MemoryScope.user(pair[1]).withTenant(pair[0]));
        }
        return owners;
    }

    @Test
    default void ownersOfConfusableNamesAreDistinct() {
        List<MemoryScope> owners = confusableOwners();
        List<UUID> ids = owners.stream()
                .map(owner -> remember(owner, "I am " + owner.ownerKey()))
                .toList();

        for (int i = 0; i < owners.size(); i++) {
            MemoryScope owner = owners.get(i);
            assertThat(list(owner)).as("list of %s", owner).containsExactly(ids.get(i));
            assertThat(search(owner))
                    .as("search of %s", owner)
                    .extracting(hit -> hit.memory().id())
                    .containsExactly(ids.get(i));
            assertThat(read(owner, ids.get(i)).scope()).isEqualTo(owner);
            assertThat(admin().count(owner)).as("count of %s", owner).isEqualTo(1);
        }
    }

    @Test
    default void ownerKeysAreDistinctAndBeginWithTheirTenant() {
        List<MemoryScope> owners = confusableOwners();

        assertThat(owners.stream().map(MemoryScope::ownerKey)).doesNotHaveDuplicates();
        assertThat(owners)
                .allSatisfy(owner ->
                        assertThat(owners.stream().filter(owner::covers)).containsExactly(owner));
        assertThat(owners.stream().filter(owner -> owner.ownerKey().startsWith("a/")))
                .as("a tenant is a range of keys")
                .isNotEmpty()
                .allMatch(owner -> "a".equals(owner.tenant()));
    }

    @Test
    default void agentsAndRunsOfConfusableNamesAreDistinct() {
        MemoryScope user = someone();
        List<String> names = List.of("a", "A", "a/b", "%", "_", "*", "a%", "'", "\\", "caf\u00e9", "cafe\u0301");
        for (String name : names) {
            remember(user.withAgent(name), "agent " + name);
            remember(user.withRun(name), "run " + name);
        }

        for (String name : names) {
            assertThat(search(user.withAgent(name)))
                    .extracting(hit -> hit.memory().text())
                    .containsExactly("agent " + name);
            assertThat(search(user.withRun(name)))
                    .extracting(hit -> hit.memory().text())
                    .containsExactly("run " + name);
        }
    }

    @Test
    default void erasingOneConfusableOwnerSparesTheOthers() {
        List<MemoryScope> owners = confusableOwners();
        owners.forEach(owner -> remember(owner, "mine"));

        for (int i = 0; i < owners.size(); i++) {
            assertThat(admin().erase(owners.get(i)))
                    .as("erase of %s", owners.get(i))
                    .isEqualTo(1);
            assertThat(admin().count()).isEqualTo(owners.size() - i - 1);
        }
    }

    @Test
    default void oneIdUnderTwoOwnersIsTwoMemories() {
        MemoryScope mine = someone();
        MemoryScope theirs = someone();
        NewMemory memory = memory("shared id", 1);
        add(mine, memory);
        add(theirs, memory("other text", 0, 1).withId(memory.id()));

        upsert(mine, memory("changed", 1).withId(memory.id()));
        assertThat(read(theirs, memory.id()).text()).isEqualTo("other text");
        assertThat(read(theirs, memory.id()).version()).isEqualTo(1);

        delete(mine, memory.id());
        assertThat(isThere(mine, memory.id())).isFalse();
        assertThat(isThere(theirs, memory.id())).isTrue();
    }

    @Test
    default void relationsOfOneIdUnderTwoOwnersAreSeparate() {
        MemoryScope mine = someone();
        MemoryScope theirs = someone();
        NewMemory a = memory("a");
        NewMemory b = memory("b");
        add(mine, a, b);
        add(theirs, a, b);

        relate(mine, Relation.of(a.id(), b.id()));
        assertThat(related(theirs, a.id())).isEmpty();

        delete(theirs, a.id());
        assertThat(related(mine, a.id())).containsExactly(b.id());
    }

    @Test
    default void anotherOwnersIdsAreUnknownToEveryOperation() {
        MemoryScope theirs = someone();
        UUID id = remember(theirs, memory("theirs").withMetadata(Metadata.of("k", 1)));
        UUID second = remember(theirs, "theirs too");
        relate(theirs, Relation.of(id, second));

        for (MemoryScope me : List.of(someone(), theirs.withTenant("t"))) {
            UUID own = remember(me, "mine");
            assertThat(isThere(me, id)).as("get").isFalse();
            assertThat(update(me, id, UpdateContract.SEEN).outcome())
                    .as("update")
                    .isEqualTo(UpdateResult.Outcome.NOT_FOUND);
            assertThat(delete(me, id)).as("delete").isZero();
            assertThat(relate(me, Relation.of(own, id), Relation.of(id, own), Relation.of(id, second)))
                    .as("relate")
                    .containsOnly(RelateResult.Outcome.MISSING_ENDPOINT);
            assertRejected(Reason.UNKNOWN_ID, () -> walk(me, id));
            assertThat(list(me)).as("list").containsExactly(own);
            assertThat(search(me)).as("search").hasSize(1);
        }
        assertThat(read(theirs, id).version()).isEqualTo(1);
        assertThat(related(theirs, id)).containsExactly(second);
    }

    @Test
    default void deletesAndErasesStayWithTheirOwner() {
        MemoryScope mine = someone();
        MemoryScope theirs = someone();
        for (MemoryScope scope : List.of(mine, theirs, mine.withTenant("t"))) {
            remember(scope, memory("m").withMetadata(Metadata.of("k", 1)));
        }

        store().delete(DeleteRequest.matching(mine, MemoryFilter.where("k").exists()));
        store().delete(DeleteRequest.everything(mine).asHard());
        admin().erase(mine);

        assertThat(list(mine)).isEmpty();
        assertThat(list(theirs)).hasSize(1);
        assertThat(list(mine.withTenant("t"))).hasSize(1);
    }

    @Test
    default void noFilterReachesAnotherOwner() {
        MemoryScope mine = someone().withAgent("a");
        UUID own = remember(mine, memory("mine").withMetadata(Metadata.of("k", 1)));
        MemoryScope theirs = someone();
        remember(theirs, memory("theirs").withMetadata(Metadata.of("k", 1, "user", theirs.user())));
        remember(mine.owner().withAgent("b"), memory("other agent's").withMetadata(Metadata.of("k", 1)));

        for (MemoryFilter filter : List.of(
                MemoryFilter.all(),
                MemoryFilter.where("k").eq(1),
                MemoryFilter.where("missing").exists().negate(),
                MemoryFilter.where("user").ne("x"),
                MemoryFilter.where("k").eq(2).or(MemoryFilter.all()),
                MemoryFilter.or(List.of()).negate(),
                MemoryFilter.where("' OR '1'='1").nin("x"))) {
            assertThat(list(mine, filter)).as("%s", filter).containsExactly(own);
            assertThat(store().search(searchFor(mine).withFilter(filter)).hits())
                    .as("%s", filter)
                    .hasSize(1);
        }
        assertThat(list(mine, MemoryFilter.where("user").eq(theirs.user()))).isEmpty();
    }
}
