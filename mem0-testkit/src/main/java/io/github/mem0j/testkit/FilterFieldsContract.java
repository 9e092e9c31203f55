package io.github.mem0j.testkit;

import static io.github.mem0j.model.MemoryFilter.where;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.model.MemoryChange;
import io.github.mem0j.model.MemoryFilter;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.Metadata;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What filters look at: times, keys named like them, and values as they change. */
public interface FilterFieldsContract extends FilterContract {
    @Test
    default void filterOnCreationTime() {
        MemoryScope scope = someone();
        Instant said = Instant.parse("2020-06-01T00:00:00.000001Z");
        UUID before = remember(scope, memory("before").withCreatedAt(said.minusNanos(1_000)));
        UUID at = remember(scope, memory("at").withCreatedAt(said));
        UUID after = remember(scope, memory("after").withCreatedAt(said.plusNanos(1_000)));

        assertThat(list(scope, MemoryFilter.createdAt().eq(said))).containsExactly(at);
        assertThat(list(scope, MemoryFilter.createdAt().ne(said))).containsExactly(after, before);
        assertThat(list(scope, MemoryFilter.createdAt().gt(said))).containsExactly(after);
        assertThat(list(scope, MemoryFilter.createdAt().gte(said))).containsExactly(after, at);
        assertThat(list(scope, MemoryFilter.createdAt().lt(said))).containsExactly(before);
        assertThat(list(scope, MemoryFilter.createdAt().lte(said))).containsExactly(at, before);
        assertThat(list(scope, MemoryFilter.createdAt().in(said, said.plusSeconds(1))))
                .containsExactly(at);
        assertThat(list(scope, MemoryFilter.createdAt().nin(said))).containsExactly(after, before);
        assertThat(list(scope, MemoryFilter.createdAt().exists())).hasSize(3);
        assertThat(texts(scope, MemoryFilter.createdAt().gt(said))).containsExactly("after");
    }

    @Test
    default void filterOnUpdateTime() {
        MemoryScope scope = someone();
        Instant start = clock().instant();
        remember(scope, "untouched");
        UUID touched = remember(scope, "touched");
        clock().advance(Duration.ofMillis(1));
        update(scope, touched, UpdateContract.SEEN);

        assertThat(texts(scope, MemoryFilter.updatedAt().gt(start))).containsExactly("touched");
        assertThat(texts(scope, MemoryFilter.updatedAt().eq(start))).containsExactly("untouched");
        assertThat(texts(
                        scope,
                        MemoryFilter.updatedAt()
                                .gte(start)
                                .and(MemoryFilter.createdAt().lte(start))))
                .hasSize(2);
    }

    @Test
    default void filterOnKeysNamedLikeTimesLooksAtMetadata() {
        MemoryScope scope = someone();
        UUID id = remember(scope, memory("m").withMetadata(Metadata.of("createdAt", 1, "created_at", 2)));

        assertThat(list(scope, where("createdAt").eq(1))).containsExactly(id);
        assertThat(list(scope, where("created_at").eq(2))).containsExactly(id);
        assertThat(list(scope, where("updatedAt").exists())).isEmpty();
    }

    @Test
    default void filterFollowsMetadataUpdates() {
        MemoryScope scope = rememberValues("old");
        UUID id = list(scope).get(0);

        update(scope, id, MemoryChange.none().withMetadata(Metadata.of("k", "new")));

        assertThat(list(scope, where("k").eq("old"))).isEmpty();
        assertThat(list(scope, where("k").eq("new"))).containsExactly(id);
    }
}
