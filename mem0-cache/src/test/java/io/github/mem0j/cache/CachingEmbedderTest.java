package io.github.mem0j.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mem0j.embedder.Embedder;
import io.github.mem0j.embedder.EmbedderException;
import io.github.mem0j.embedder.InputType;
import io.github.mem0j.model.Embedding;
import io.github.mem0j.testkit.TestEmbedder;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class CachingEmbedderTest {
    private final CountingEmbedder model = new CountingEmbedder();
    private final CachingEmbedder embedder = CachingEmbedder.around(model);

    private List<Embedding> embed(String... texts) {
        return embedder.embed(List.of(texts), InputType.QUERY);
    }

    @Test
    void answersAsTheEmbedderDoes() {
        assertThat(embed("tea", "rain", "tea"))
                .isEqualTo(TestEmbedder.create().embed(List.of("tea", "rain", "tea"), InputType.QUERY));
        assertThat(embedder.space()).isEqualTo(model.space());
    }

    @Test
    void embedsATextOnceAndThenAnswersWithTheSameInstance() {
        Embedding first = embed("tea").get(0);
        assertThat(embed("tea").get(0)).isSameAs(first);
        assertThat(model.calls).containsExactly(List.of("tea"));
    }

    @Test
    void asksForWhatIsNewOnlyInOneCall() {
        embed("tea");
        embed("rain", "tea", "snow", "rain");
        assertThat(model.calls).containsExactly(List.of("tea"), List.of("rain", "snow"));
        CacheStatistics statistics = embedder.statistics().get(0);
        assertThat(statistics.get(CacheMetric.HITS))
                .as("tea, and rain once more")
                .isEqualTo(2);
        assertThat(statistics.get(CacheMetric.MISSES)).isEqualTo(3);
        assertThat(statistics.get(CacheMetric.ENTRIES)).isEqualTo(3);
    }

    @Test
    void keepsTypesApart() {
        embed("tea");
        embedder.embed(List.of("tea"), InputType.DOCUMENT);
        assertThat(model.calls).hasSize(2);
    }

    @Test
    void keepsTextsApartThatOnlyLookAlike() {
        embed("caf\u00e9");
        embed("cafe\u0301");
        embed("café ");
        assertThat(model.calls).hasSize(3);
    }

    @Test
    void remembersNoFailure() {
        model.down = true;
        assertThatThrownBy(() -> embed("tea")).isInstanceOf(EmbedderException.class);
        model.down = false;
        assertThat(embed("tea")).hasSize(1);
    }

    @Test
    void refusesAnAnswerThatIsNotOnePerText() {
        Embedder odd = new CachingEmbedderTest.OneShort();
        assertThatThrownBy(() -> CachingEmbedder.around(odd).embed(List.of("tea", "rain"), InputType.QUERY))
                .isInstanceOf(EmbedderException.class)
                .hasMessageContaining("1 embeddings for 2 texts");
    }

    @Test
    void staysWithinItsBytes() {
        CachingEmbedder small = CachingEmbedder.builder(model).maxBytes(20_000).build();
        for (int i = 0; i < 500; i++) {
            small.embed(List.of("text " + i), InputType.QUERY);
        }
        assertThat(small.statistics().get(0).get(CacheMetric.ENTRIES)).isBetween(2L, 100L);
    }

    @Test
    void buildNamesWhatCannotBe() {
        assertThatThrownBy(() -> CachingEmbedder.builder(model).namespace("a b").build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("namespace");
        assertThatThrownBy(
                        () -> CachingEmbedder.builder(model).secret(new byte[3]).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("16 bytes");
        assertThatThrownBy(() ->
                        CachingEmbedder.builder(model).keptFor(Duration.ZERO).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("keptFor");
    }

    private static final class OneShort implements Embedder {
        private final Embedder inner = TestEmbedder.create();

        @Override
        public List<Embedding> embed(List<String> texts, InputType type) {
            return inner.embed(texts.subList(1, texts.size()), type);
        }

        @Override
        public String modelId() {
            return inner.modelId();
        }

        @Override
        public int dimensions() {
            return inner.dimensions();
        }
    }
}
