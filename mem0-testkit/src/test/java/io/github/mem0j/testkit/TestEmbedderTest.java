package io.github.mem0j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mem0j.embedder.EmbedderException;
import io.github.mem0j.embedder.InputType;
import io.github.mem0j.model.Embedding;
import io.github.mem0j.model.EmbeddingSpace;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestEmbedderTest {
    private final TestEmbedder embedder = TestEmbedder.create();

    @Test
    void namesItsSpace() {
        assertThat(embedder.space()).isEqualTo(new EmbeddingSpace("test-embedder", 256));
        assertThat(TestEmbedder.of("other", 3).space()).isEqualTo(new EmbeddingSpace("other", 3));
        assertThatThrownBy(() -> TestEmbedder.of("none", 0)).hasMessageContaining("dimensions must be 1 to");
    }

    @Test
    void embedsTheSameTextAlikeForAnyUseInOrder() {
        List<Embedding> documents = embedder.embed(List.of("green tea", "black coffee"), InputType.DOCUMENT);
        List<Embedding> queries = TestEmbedder.create().embed(List.of("Black COFFEE!", "green tea"), InputType.QUERY);
        assertThat(queries).containsExactly(documents.get(1), documents.get(0));
    }

    @Test
    void vectorsStayTheSameFromBuildToBuild() {
        assertThat(TestEmbedder.of("fixed", 8).vector("tea").toArray())
                .isEqualTo(TestEmbedder.of("fixed", 8).vector("TEA").toArray());
        assertThat(TestEmbedder.of("fixed", 1).vector("green tea").toArray()).containsExactly(12);
    }

    @Test
    void similarTextsAreNearerThanOthers() {
        Embedding query = embedder.vector("what tea does she drink?");
        double near = NaiveReads.score(query, embedder.vector("She likes to drink oolong tea"));
        double inflected = NaiveReads.score(query, embedder.vector("teas and drinks"));
        double far = NaiveReads.score(query, embedder.vector("my bicycle has two wheels"));
        assertThat(near).isGreaterThan(inflected);
        assertThat(inflected).isGreaterThan(far);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "!?", "\ud83d\ude00", "\u65e5\u672c\u8a9e", "a"})
    void everyTextHasADirection(String text) {
        for (int dimensions : new int[] {1, 2, 3, 256}) {
            assertThat(TestEmbedder.of("m", dimensions).vector(text).norm()).isPositive();
        }
    }

    @Test
    void countsCallsAndTextsAndFailsUntilItRecovers() {
        embedder.embed(List.of("a", "b"), InputType.DOCUMENT);
        EmbedderException down = new EmbedderException("down", null);
        embedder.failWith(down);
        assertThatThrownBy(() -> embedder.embed(List.of("c"), InputType.QUERY)).isSameAs(down);
        embedder.recover();
        embedder.embed(List.of("d"), InputType.QUERY);
        assertThat(embedder.calls()).isEqualTo(3);
        assertThat(embedder.embeddedTexts()).containsExactly("a", "b", "d");
        embedder.reset();
        assertThat(embedder.calls()).isZero();
        assertThat(embedder.embeddedTexts()).isEmpty();
    }
}
