package io.github.mem0j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.model.Relation;
import io.github.mem0j.store.MemoryVersion;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Cases of {@code StoreAdmin.versions}, {@code relations} and {@code asStored}, by which others follow a store. */
public interface VersionsContract extends ContractFixture {
    @Test
    default void versionsTellWhichMemoriesThereAreAndWhatChanged() {
        MemoryScope scope = someone().withTenant("t");
        MemoryScope agent = scope.withAgent("a");
        UUID first = remember(scope, "first");
        UUID second = remember(agent, "second");
        remember(scope, memory("expiring").withExpiresAt(clock().instant().plusSeconds(1)));
        delete(scope, remember(scope, "gone"));
        remember(scope.owner().withTenant("u"), "somebody's");
        update(scope, first, UpdateContract.SEEN);
        clock().advance(Duration.ofSeconds(1));

        assertThat(admin().versions(scope, 1_000))
                .containsExactlyInAnyOrder(MemoryVersion.of(read(scope, first)), MemoryVersion.of(read(scope, second)))
                .anyMatch(version -> version.version() == 2);
        assertThat(admin().versions(agent, 1_000)).containsExactly(MemoryVersion.of(read(scope, second)));
        assertThat(admin().versions(scope, 1)).hasSize(1);
        assertThat(admin().versions(someone(), 1)).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> admin().versions(scope, 0));
    }

    @Test
    default void relationsTellWhatLeadsFromWhereToWhere() {
        MemoryScope scope = someone();
        UUID first = remember(scope, "first");
        UUID second = remember(scope.withAgent("a"), "second");
        UUID hidden = remember(scope, "hidden");
        UUID expiring = remember(
                scope, memory("expiring").withExpiresAt(clock().instant().plusSeconds(1)));
        Relation there = Relation.of(first, second, "follows").withWeight(0.25);
        Relation back = Relation.of(second, first);
        relate(scope, there, back, Relation.of(first, hidden), Relation.of(expiring, first));
        delete(scope, hidden);
        clock().advance(Duration.ofSeconds(1));

        assertThat(admin().relations(scope, 1_000)).containsExactlyInAnyOrder(there, back);
        assertThat(admin().relations(scope.withAgent("a"), 1_000)).containsExactly(back);
        assertThat(admin().relations(scope, 1)).hasSize(1);
        assertThat(admin().relations(someone(), 1)).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> admin().relations(scope, 0));
    }

    @Test
    default void asStoredTellsWhatReadsWillShow() {
        MemoryScope scope = someone();
        NewMemory memory = memory("kept", 0.1f, 0.2f);
        remember(scope, memory);

        assertThat(read(scope, memory.id()).embedding()).isEqualTo(admin().asStored(memory.embedding()));
    }
}
