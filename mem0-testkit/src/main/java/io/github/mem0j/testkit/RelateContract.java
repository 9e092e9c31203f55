package io.github.mem0j.testkit;

import static io.github.mem0j.store.RelateResult.Outcome.APPLIED;
import static io.github.mem0j.store.RelateResult.Outcome.MISSING_ENDPOINT;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.Relation;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Setting relations: their key, their weight, and endpoints that are not there. */
public interface RelateContract extends ContractFixture {
    @Test
    default void relationReadsBackAsGiven() {
        MemoryScope scope = someone();
        UUID from = remember(scope, "from");
        UUID to = remember(scope, "to");
        Relation relation = new Relation(from, to, "it's \"odd\" $1 %s \uD83D\uDE80", -0.125);

        assertThat(relate(scope, relation)).containsExactly(APPLIED);

        assertThat(relationsFrom(scope, from)).containsExactly(relation);
        assertThat(relationsFrom(scope, to)).isEmpty();
    }

    @Test
    default void relationRepeatedOverwritesTheWeight() {
        MemoryScope scope = someone();
        UUID from = remember(scope, "from");
        UUID to = remember(scope, "to");
        Relation light = Relation.of(from, to).withWeight(0.25);
        Relation heavy = light.withWeight(1e300);

        relate(scope, light);
        relate(scope, heavy);

        assertThat(relationsFrom(scope, from)).containsExactly(heavy);
        assertThat(related(scope, from)).containsExactly(to);
    }

    @Test
    default void relationOfOneRequestTwiceTakesTheLaterWeight() {
        MemoryScope scope = someone();
        UUID from = remember(scope, "from");
        UUID to = remember(scope, "to");
        Relation first = Relation.of(from, to).withWeight(1);
        Relation second = Relation.of(from, to).withWeight(2);

        assertThat(relate(scope, first, second)).containsExactly(APPLIED, APPLIED);

        assertThat(relationsFrom(scope, from)).containsExactly(second);
    }

    @Test
    default void relationsOfOtherTypeOrDirectionAreOthers() {
        MemoryScope scope = someone();
        UUID a = remember(scope, "a");
        UUID b = remember(scope, "b");
        Relation there = new Relation(a, b, "knows", 1);
        Relation back = new Relation(b, a, "knows", 2);
        Relation otherType = new Relation(a, b, "Knows", 3);

        relate(scope, there, back, otherType);

        assertThat(relationsFrom(scope, a)).containsExactlyInAnyOrder(there, otherType);
        assertThat(relationsFrom(scope, b)).containsExactly(back);
    }

    @Test
    default void relationToMissingMemoryIsReportedAndTheRestApplied() {
        MemoryScope scope = someone();
        UUID a = remember(scope, "a");
        UUID b = remember(scope, "b");
        UUID gone = remember(scope, "gone");
        delete(scope, gone);
        UUID unknown = UUID.randomUUID();

        assertThat(relate(
                        scope,
                        Relation.of(a, unknown),
                        Relation.of(a, b),
                        Relation.of(unknown, a),
                        Relation.of(gone, b),
                        Relation.of(b, a)))
                .containsExactly(MISSING_ENDPOINT, APPLIED, MISSING_ENDPOINT, MISSING_ENDPOINT, APPLIED);

        assertThat(relationsFrom(scope, a)).containsExactly(Relation.of(a, b));
        assertThat(relationsFrom(scope, b)).containsExactly(Relation.of(b, a));
    }

    @Test
    default void relationForUnknownOwnerIsReported() {
        UUID a = UUID.randomUUID();

        assertThat(relate(someone(), Relation.of(a, UUID.randomUUID()))).containsExactly(MISSING_ENDPOINT);
        assertThat(admin().count()).isZero();
    }

    @Test
    default void relationNeedsBothEndsWithinTheScope() {
        MemoryScope scope = someone();
        UUID a = remember(scope.withAgent("a"), "a");
        UUID alsoA = remember(scope.withAgent("a").withRun("r"), "also a");
        UUID b = remember(scope.withAgent("b"), "b");

        assertThat(relate(scope.withAgent("a"), Relation.of(a, b), Relation.of(b, a), Relation.of(a, alsoA)))
                .containsExactly(MISSING_ENDPOINT, MISSING_ENDPOINT, APPLIED);
        assertThat(relate(scope, Relation.of(a, b)))
                .as("an absent agent means any")
                .containsExactly(APPLIED);
    }

    @Test
    default void relationMissedEarlierDoesNotAppearLater() {
        MemoryScope scope = someone();
        UUID a = remember(scope, "a");
        UUID late = UUID.randomUUID();
        relate(scope, Relation.of(a, late));

        add(scope, memory("late").withId(late));

        assertThat(related(scope, a)).isEmpty();
    }
}
