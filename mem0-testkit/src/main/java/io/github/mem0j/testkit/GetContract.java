package io.github.mem0j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.model.Embedding;
import io.github.mem0j.model.Memory;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.DeleteRequest;
import io.github.mem0j.store.GetRequest;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Reading by id, and the embeddings that come along. */
public interface GetContract extends ContractFixture {
    @Test
    default void getAnswersInTheOrderOfTheRequest() {
        MemoryScope scope = someone();
        UUID first = remember(scope, "first");
        UUID second = remember(scope, "second");
        UUID third = remember(scope, "third");

        assertThat(ids(store().get(GetRequest.of(scope, second, third, first)).memories()))
                .containsExactly(second, third, first);
    }

    @Test
    default void getLeavesOutUnknownIds() {
        MemoryScope scope = someone();
        UUID known = remember(scope, "known");

        assertThat(ids(store().get(GetRequest.of(scope, UUID.randomUUID(), known, UUID.randomUUID()))
                        .memories()))
                .containsExactly(known);
    }

    @Test
    default void getOfNothingKnownIsEmpty() {
        assertThat(store().get(GetRequest.of(someone(), UUID.randomUUID())).memories())
                .isEmpty();
    }

    @Test
    default void getLeavesOutDeletedMemories() {
        MemoryScope scope = someone();
        UUID soft = remember(scope, "soft");
        UUID hard = remember(scope, "hard");
        UUID stays = remember(scope, "stays");
        delete(scope, soft);
        store().delete(DeleteRequest.ids(scope, hard).asHard());

        assertThat(ids(store().get(GetRequest.of(scope, soft, hard, stays)).memories()))
                .containsExactly(stays);
    }

    @Test
    default void getTakesAThousandIds() {
        MemoryScope scope = someone();
        List<NewMemory> many =
                Stream.generate(() -> memory("one of many")).limit(1_000).toList();
        store().add(AddRequest.of(scope, SPACE, many));
        List<UUID> ids = many.stream().map(NewMemory::id).toList();

        assertThat(ids(store().get(GetRequest.of(scope, ids)).memories())).isEqualTo(ids);
    }

    @Test
    default void getShowsTheScopeItWasStoredUnder() {
        MemoryScope scope = someone().withTenant("t");
        UUID bare = remember(scope, "bare");
        UUID deep = remember(scope.withAgent("a").withRun("r"), "deep");

        assertThat(store().get(GetRequest.of(scope, bare, deep)).memories())
                .extracting(Memory::scope)
                .containsExactly(scope, scope.withAgent("a").withRun("r"));
    }

    @Test
    default void embeddingComesOnlyIfAskedFor() {
        MemoryScope scope = someone();
        UUID id = remember(scope, memory("seen", 1, 2));

        assertThat(store().get(GetRequest.of(scope, id)).memories().get(0).embedding())
                .isNull();
        assertThat(store().get(GetRequest.of(scope, id).includingEmbeddings())
                        .memories()
                        .get(0)
                        .embedding())
                .isEqualTo(vector(1, 2));
    }

    @Test
    default void embeddingIsKeptBitForBit() {
        MemoryScope scope = someone();
        List<float[]> awkward = List.of(
                new float[] {0.1f, 1 / 3f, (float) Math.PI, -1e-7f, 1e7f, 16_777_215f, 0.2f, -0.3f},
                new float[] {Float.MIN_VALUE, -Float.MIN_VALUE, Float.MIN_NORMAL, 1, 0, 0, 0, 0},
                new float[] {Float.MIN_VALUE, 0, 0, 0, 0, 0, 0, 0},
                new float[] {Float.MAX_VALUE, -Float.MAX_VALUE, 1, 0, 0, 0, 0, 0},
                new float[] {Math.nextUp(1f), Math.nextDown(1f), Math.nextUp(0.5f), 0, 0, 0, 0, 0});

        for (float[] values : awkward) {
            NewMemory memory = NewMemory.of("awkward", Embedding.of(values));
            add(scope, memory);
            assertThat(read(scope, memory.id()).embedding()).isEqualTo(Embedding.of(values));
        }
    }

    @Test
    default void embeddingsNegativeZeroBecomesZero() {
        MemoryScope scope = someone();
        UUID id = remember(scope, memory("signed", -0f, 1, -0f));

        assertThat(read(scope, id).embedding())
                .isNotNull()
                .satisfies(
                        embedding -> assertThat(embedding.toArray()).containsExactly(0f, 1f, 0f, 0f, 0f, 0f, 0f, 0f));
    }
}
