package io.github.mem0j.examples.quickstart;

import io.github.mem0j.UserMemory;
import io.github.mem0j.embedder.EmbeddedText;
import io.github.mem0j.model.Memory;
import io.github.mem0j.store.SearchResult;
import java.util.List;
import java.util.Locale;

/** Asks a memory and prints what it finds; keeps count of the evidence found. */
final class Asking {
    static final int TOP = 5;

    private final UserMemory memory;
    private final TimedEmbedder embedder;
    private final Timings timings;
    private final Report report;
    private int asked;
    private double recall;

    Asking(UserMemory memory, TimedEmbedder embedder, Timings timings, Report report) {
        this.memory = memory;
        this.embedder = embedder;
        this.timings = timings;
        this.report = report;
    }

    void ask(Shipped.Question question) {
        embedder.takeSpent();
        long start = System.nanoTime();
        SearchResult found = memory.search(question.ask(), TOP);
        long took = System.nanoTime() - start;
        long embedding = embedder.takeSpent();
        timings.add("search, less embedding the question", took - embedding);

        asked++;
        report.line("");
        report.line("%2d. %s", asked, Report.shorten(question.ask(), Report.WIDTH - 4));
        for (SearchResult.Hit hit : found.hits()) {
            boolean evidence = question.evidence().contains(hit.memory().id());
            report.memory(String.format(Locale.ROOT, "  %s %.2f  ", evidence ? "*" : " ", hit.score()), hit.memory());
        }
        if (!question.evidence().isEmpty() && recall(question, found) == 0) {
            report.line("    (what answers this is not among them)");
        }
        found.memories().stream().limit(1).forEach(this::around);
        report.line(
                "    source: %s, embedding %s, search %s",
                found.provenance().source(), Timings.human(embedding), Timings.human(took - embedding));
        recall += recall(question, found);
    }

    private static double recall(Shipped.Question question, SearchResult found) {
        List<Memory> memories = found.memories();
        long hits = memories.stream()
                .filter(memory -> question.evidence().contains(memory.id()))
                .count();
        return question.evidence().isEmpty()
                ? 0
                : (double) hits / question.evidence().size();
    }

    /** What was said just before and after the best memory, by way of their relations. */
    private void around(Memory best) {
        long start = System.nanoTime();
        List<Memory> around = memory.related(
                        best.id(), request -> request.withDepth(1).withTypes(Remembering.FOLLOWS))
                .memories();
        timings.add("related, one step", System.nanoTime() - start);
        around.stream().sorted(Memory.NEWEST_FIRST.reversed()).forEach(memory -> {
            String when = memory.createdAt().isAfter(best.createdAt()) ? "just after" : "just before";
            String speaker = memory.metadata().string(EmbeddedText.SPEAKER).orElse("");
            String lead = String.format(Locale.ROOT, "    %-11s %s: ", when, speaker);
            report.line("%s%s", lead, Report.shorten(memory.text(), Report.WIDTH - lead.length()));
        });
    }

    /** Share of the evidence found among the first {@value #TOP}, averaged over the questions asked. */
    double recall() {
        return recall / asked;
    }
}
