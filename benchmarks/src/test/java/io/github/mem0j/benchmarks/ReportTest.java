package io.github.mem0j.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
    @TempDir
    Path folder;

    private static Outcome outcome(double ours, Quality quality) {
        String scenario = Search.scenario(1_000);
        return new Outcome(
                "search",
                Scale.FULL,
                "2026-01-01",
                Map.of("cores", "2"),
                Map.of("pgjdbc", "1"),
                List.of(
                        Figure.of(scenario, SearchStores.BARE_SEARCH, "µs", 100, 90, 110)
                                .withQuality(new Quality(10, 1)),
                        Figure.of(scenario, SearchStores.OUR_SEARCH, "µs", ours)
                                .withQuality(quality)
                                .withP99(ours * 2)
                                .withBytes(12),
                        Figure.of(scenario, SearchStores.LANG_BEST_SEARCH, "µs", 500)
                                .withQuality(new Quality(6.8, 0.5))));
    }

    @Test
    void whatIsSavedIsReported() throws Exception {
        Results results = new Results(folder);
        results.save(outcome(110, new Quality(10, 1)));
        assertThat(results.load("search")).contains(outcome(110, new Quality(10, 1)));
        Files.writeString(results.notes(), "## Why one was missed");
        Report.write(results);
        String text = Files.readString(results.report());
        assertThat(text)
                .contains("beside hand-written pgjdbc](#search) | ≤ 1.15 × | 1.10 × | met |")
                .contains("LangChain4j's best](#search) | ≥ 4.00 × | 4.55 × | met |")
                .contains("**0.500, wrong**")
                .contains("not measured")
                .contains("## Why one was missed");
        results.save(outcome(130, new Quality(10, 1)));
        Report.write(results);
        assertThat(Files.readString(results.report())).contains("1.30 × | **missed** |");
        for (String chart : List.of("search.svg", "overview.svg")) {
            assertThat(DocumentBuilderFactory.newInstance()
                            .newDocumentBuilder()
                            .parse(results.folder().resolve(chart).toFile())
                            .getElementsByTagName("rect")
                            .getLength())
                    .isGreaterThan(2);
        }
    }

    @Test
    void figuresThatCannotBeTrueAreRefused() {
        Search family = new Search();
        Plausible.check(family, outcome(110, new Quality(10, 1)), Scale.SMOKE);
        assertThatThrownBy(() -> Plausible.check(family, outcome(110, new Quality(9, 1)), Scale.SMOKE))
                .hasMessageContaining("not right");
        assertThatThrownBy(() -> Plausible.check(family, outcome(0, new Quality(10, 1)), Scale.SMOKE))
                .hasMessageContaining("no time");
        assertThatThrownBy(() -> Plausible.check(family, outcome(110, new Quality(10, 1)), Scale.FULL))
                .hasMessageContaining("no figure");
    }

    @Test
    void numbersHaveThreeDigitsThatCount() {
        assertThat(List.of(0.01234, 1.234, 12.34, 99.96, 123.4, 12_345.6).stream()
                        .map(Numbers::read))
                .containsExactly("0.0123", "1.23", "12.3", "100", "123", "12,346");
        assertThat(Numbers.percentile(new double[] {3, 1, 2}, 0.99)).isEqualTo(3);
        assertThat(Numbers.median(4, 1, 3)).isEqualTo(3);
    }

    @Test
    void theNearestAreFoundByLookingAtAll() {
        float[][] vectors = new Data(1).vectors(100);
        assertThat(Data.nearest(vectors, vectors[42])).hasSize(10).contains(42);
    }
}
