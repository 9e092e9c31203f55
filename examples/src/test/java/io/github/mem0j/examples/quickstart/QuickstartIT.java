package io.github.mem0j.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.embedder.InputType;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** With the real model. */
class QuickstartIT {
    private static final BgeEmbedder MODEL = new BgeEmbedder();

    @Test
    void findsFourFifthsOfTheEvidence() {
        Run run = Run.of(() -> MODEL);
        assertThat(run.err()).isEmpty();
        assertThat(run.status()).isZero();
        Matcher recall = Pattern.compile("recall@5 (\\S+) on 20 questions").matcher(run.out());
        assertThat(recall.find()).isTrue();
        assertThat(Double.parseDouble(recall.group(1))).isGreaterThanOrEqualTo(0.8);
    }

    @Test
    void readsALongTextAsFarAsItSays() {
        String text = "The harbour at dawn was grey, and nobody had seen the ferry. ".repeat(200);
        int readable = MODEL.readable(text);
        assertThat(readable).isBetween(1_000, 4_000);
        int wordEnd = text.indexOf(' ', readable);
        assertThat(embed(text)).isEqualTo(embed(text.substring(0, wordEnd) + " kiwi".repeat(300)));
        assertThat(embed(text)).isNotEqualTo(embed(text.substring(0, readable - 20) + " kiwi".repeat(300)));
        assertThat(MODEL.readable("tea")).isEqualTo(3);
    }

    @Test
    void embedsQuestionsAndEvenAMegabyteOrAnEmoji() {
        assertThat(embed("tea")).isNotEqualTo(MODEL.embed(List.of("tea"), InputType.QUERY));
        assertThat(MODEL.embed(List.of("\uD83D\uDC4D", "x ".repeat(1 << 19)), InputType.DOCUMENT))
                .allMatch(embedding -> embedding.dimensions() == 384);
    }

    private static List<?> embed(String text) {
        return MODEL.embed(List.of(text), InputType.DOCUMENT);
    }
}
