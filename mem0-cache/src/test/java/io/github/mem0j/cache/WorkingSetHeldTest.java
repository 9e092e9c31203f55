package io.github.mem0j.cache;

import static io.github.mem0j.cache.LocalVariant.SOUND;
import static io.github.mem0j.cache.SetRig.ANN;
import static io.github.mem0j.cache.SetRig.BOB;
import static io.github.mem0j.cache.SetRig.ID;
import static io.github.mem0j.cache.SetRig.OTHER;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.model.MemoryChange;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.Metadata;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.DeleteRequest;
import io.github.mem0j.store.ListRequest;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.Operation;
import io.github.mem0j.store.StoreAdmin;
import io.github.mem0j.store.UpdateRequest;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is held when memories end and begin again, and that owners and scopes do not see each other's. */
class WorkingSetHeldTest {
    private static AddRequest add(String text) {
        return AddRequest.of(ANN, LocalRig.SPACE, LocalRig.memory(text));
    }

    private static void assertSame(SetRig rig) {
        ListRequest all = ListRequest.of(ANN).includingEmbeddings();
        assertThat(rig.set.list(all).memories())
                .isEqualTo(rig.database.list(all).memories());
        assertThat(rig.isHeld()).isTrue();
        assertThat(StoreAdmin.of(rig.set).count(ANN))
                .isEqualTo(StoreAdmin.of(rig.database).count(ANN));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatIsDeletedAndAddedAgainWhileHeldIsShownAsItIs(boolean own) {
        for (boolean hard : new boolean[] {false, true}) {
            try (SetRig rig = SetRig.of(SOUND)) {
                MemoryStore writer = own ? rig.set : rig.database;
                assertSame(rig);
                DeleteRequest delete = DeleteRequest.ids(ANN, ID);
                rig.elsewhere(own ? BOB : ANN, () -> writer.delete(hard ? delete.asHard() : delete));
                assertSame(rig);
                assertThat(rig.texts(ANN)).isEmpty();
                rig.elsewhere(own ? BOB : ANN, () -> writer.add(add("again")));
                assertSame(rig);
                assertThat(rig.read()).isEqualTo("again");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatExpiresWhileHeldIsGoneAtOnceAndMayBeAddedAgain(boolean own) {
        for (boolean purged : new boolean[] {false, true}) {
            try (SetRig rig = SetRig.of(SOUND)) {
                MemoryStore writer = own ? rig.set : rig.database;
                NewMemory expiring = NewMemory.of("short-lived", LocalRig.VECTOR)
                        .withId(OTHER)
                        .withExpiresAt(rig.clock.instant().plusSeconds(1));
                rig.set.add(AddRequest.of(ANN, LocalRig.SPACE, expiring));
                rig.clock.advance(Duration.ofSeconds(1).minus(SetRig.TICK));
                assertThat(rig.texts(ANN)).containsExactly("old", "short-lived");
                rig.tick();
                rig.reset();
                assertThat(rig.texts(ANN)).containsExactly("old");
                assertSame(rig);
                assertThat(rig.count(Operation.LIST)).as("without the store").isZero();
                if (purged) {
                    assertThat(StoreAdmin.of(rig.database).purgeExpired()).isEqualTo(1);
                }
                rig.elsewhere(own ? BOB : ANN, () -> writer.add(SetRig.insert(ANN, OTHER, "again")));
                assertSame(rig);
                assertThat(rig.texts(ANN)).containsExactly("again", "old");
            }
        }
    }

    @Test
    void anOwnUpdateOfWhatWasRemovedAndAddedAgainElsewhereIsSeenThoughTheMessagesAreLate() {
        try (SetRig rig = SetRig.of(SOUND)) {
            assertThat(rig.isHeld()).isTrue();
            rig.write("second");
            rig.write("third"); // version 3
            rig.database.delete(DeleteRequest.ids(ANN, ID).asHard());
            rig.tick();
            rig.database.add(add("again"));
            rig.tick();
            rig.write("own"); // version 2
            assertThat(rig.read()).isEqualTo("own");
            assertSame(rig);
        }
    }

    @Test
    void anOwnUpdateWhileTheFeedIsLostDoesNotHideWhatOthersDidBefore() {
        try (SetRig rig = SetRig.of(SOUND)) {
            assertThat(rig.isHeld()).isTrue();
            rig.feed.lose();
            rig.database.delete(DeleteRequest.ids(ANN, ID).asHard());
            rig.tick();
            rig.database.add(add("again")); // version 1, like the one that is held
            rig.tick();
            rig.set.update(UpdateRequest.of(ANN, ID, MemoryChange.none().withMetadata(Metadata.of("seen", true))));
            rig.tick();
            rig.feed.comeBack();
            assertThat(rig.read()).isEqualTo("again");
            assertSame(rig);
        }
    }

    @Test
    void ownersAgentsAndRunsSeeTheirOwnWhateverTheyAreCalled() {
        MemoryScope agent = ANN.withAgent("agent");
        List<MemoryScope> scopes = List.of(
                ANN.withTenant("t"),
                MemoryScope.user("t/ann"),
                MemoryScope.user("%2Fann"),
                MemoryScope.user("/ann"),
                MemoryScope.user("ann/").withTenant("t"),
                MemoryScope.user("ann").withTenant("t/"),
                MemoryScope.user("ANN"),
                MemoryScope.user("ann'; --"),
                MemoryScope.user("ånn*"));
        try (SetRig rig = SetRig.of(SOUND)) {
            crosstalk(rig, scopes);
            rig.set.add(SetRig.insert(agent, new UUID(5, 1), "the agent's"));
            rig.set.add(SetRig.insert(agent.withRun("run"), new UUID(5, 2), "the run's"));
            rig.database.add(SetRig.insert(ANN.withAgent("another"), new UUID(5, 3), "another's"));
            rig.feed.end(ANN, Generation.ALL);
            assertThat(rig.texts(ANN)).containsExactly("another's", "old", "the agent's", "the run's");
            assertThat(rig.texts(agent)).containsExactly("the agent's", "the run's");
            assertThat(rig.texts(agent.withRun("run"))).containsExactly("the run's");
            assertThat(rig.texts(ANN.withRun("run"))).containsExactly("the run's");
            assertThat(rig.texts(ANN.withAgent("another"))).containsExactly("another's");
            assertThat(rig.isHeld(agent)).isTrue();
            assertThat(rig.set
                            .delete(DeleteRequest.ids(agent, ID, new UUID(5, 2)))
                            .count())
                    .isEqualTo(1);
            assertThat(rig.texts(ANN)).containsExactly("another's", "old", "the agent's");
        }
    }

    @Test
    void ownersWhoseBitsInTheFeedAreTheSameDoNotSeeEachOthers() {
        HandFeed colliding = new HandFeed() {
            @Override
            public long owner(MemoryScope scope) {
                return 7;
            }
        };
        try (SetRig rig = SetRig.inBackground(SOUND, colliding, WorkingSet.Builder::loadsAtOnce)) {
            crosstalk(rig, List.of(MemoryScope.user("cid"), MemoryScope.user("dee")));
            rig.writeElsewhere("new");
            assertThat(rig.read()).isEqualTo("new");
            assertThat(rig.texts(BOB)).containsExactly("bob's");
            StoreAdmin.of(rig.set).erase(ANN);
            assertThat(rig.texts(ANN)).isEmpty();
            assertThat(rig.texts(BOB)).containsExactly("bob's");
        }
    }

    private static void crosstalk(SetRig rig, List<MemoryScope> scopes) {
        for (MemoryScope scope : scopes) {
            assertThat(rig.texts(scope)).isEmpty();
            assertThat(rig.isHeld(scope)).isTrue();
        }
        for (MemoryScope scope : scopes) {
            rig.set.add(SetRig.insert(scope, ID, "of " + scope)); // one id for all
            rig.tick();
        }
        for (MemoryScope scope : scopes) {
            assertThat(rig.texts(scope)).containsExactly("of " + scope);
            assertThat(rig.isHeld(scope)).isTrue();
        }
        assertThat(rig.texts(ANN)).containsExactly("old");
        assertThat(rig.texts(BOB)).containsExactly("bob's");
    }
}
