package io.github.mem0j.examples.quickstart;

import static java.nio.file.StandardOpenOption.APPEND;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.AgentMemory;
import io.github.mem0j.embedder.EmbedderException;
import io.github.mem0j.model.Memory;
import io.github.mem0j.model.MemoryScope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuickstartTest {
    @TempDir
    Path folder;

    private final LettersModel model = new LettersModel();

    @Test
    void asksTheShippedQuestions() {
        Run run = run();
        assertThat(run.status()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .contains("109 turns remembered", "20. ", "recall@5 0.", "just before", "source: embedded", "p50");
        assertThat(run.out().lines()).allMatch(line -> line.length() <= Report.WIDTH + 10);
    }

    @Test
    void rememberedTurnsAreNotEmbeddedAgain() throws IOException {
        String memory = folder.resolve("memory.jsonl").toString();
        Path file = talk(ConversationTest.turn("2026-03-14T18:05:00Z", "tea"));
        assertThat(run("file", file.toString(), "memory", memory).status()).isZero();
        Files.writeString(file, "\n" + ConversationTest.turn("2026-03-15T18:05:00Z", "now coffee"), APPEND);

        Run second = run("file", file.toString(), "memory", memory, "ask", "coffee");
        assertThat(second.out()).contains("1 of 2 turns are remembered already", "just before Mara: tea");
        assertThat(model.documents).hasValue(2);

        Run third = run("memory", memory, "ask", "tea");
        assertThat(third.out()).contains("holds 2 memories of earlier runs; nothing was added", "2026-03-14  Mara");
        assertThat(model.documents).hasValue(2);
    }

    @Test
    void keepsTheShippedConversationAndKnowsItAgain() {
        String memory = folder.resolve("memory.jsonl").toString();
        String first = run("memory", memory).out();
        String second = run("memory", memory).out();
        assertThat(model.documents).hasValue(109);
        assertThat(recall(second)).isEqualTo(recall(first));
    }

    @Test
    void saysHowFarTheModelReadsALongTurnAndKeepsAllOfIt() throws IOException {
        String text = "tea ".repeat(1 << 18);
        Path memory = folder.resolve("memory.jsonl");
        Path file = talk(ConversationTest.turn("2026-03-14T18:05:00Z", text));
        Run run = run("file", file.toString(), "memory", memory.toString(), "ask", "tea");
        assertThat(run.out())
                .contains("Line 1 has 1,048,576 characters; the model reads the first 482,", "keeps every text whole");
        try (AgentMemory kept =
                AgentMemory.builder().embedder(model).file(memory).build()) {
            List<Memory> memories =
                    kept.forUser(MemoryScope.user("quickstart")).list().memories();
            assertThat(memories).singleElement().extracting(Memory::text).isEqualTo(text);
        }
    }

    @Test
    void warnsOfTextThatIsNotEnglish() throws IOException {
        String chinese = "我昨天去了北京，吃了烤鸭。";
        Run run = run(
                "file",
                talk(ConversationTest.turn("2026-03-14T18:05:00Z", chinese)).toString(),
                "ask",
                "烤鸭");
        assertThat(run.status()).isZero();
        assertThat(run.out()).contains("does not look English", chinese).doesNotContain("recall");
    }

    @Test
    void showsTheNewestMemoriesWhereNothingIsAsked() throws IOException {
        Run run = run(
                "file",
                talk(ConversationTest.turn("2026-03-14T18:05:00Z", "tea")).toString());
        assertThat(run.status()).isZero();
        assertThat(run.out())
                .contains("The newest memories:", "-Dquickstart.ask=")
                .doesNotContain("English");
    }

    @Test
    void mistakesGiveOneLineAndStatus2() throws IOException {
        Path file = talk("tea");
        refused("talk.jsonl:1: not JSON", run("file", file.toString()));
        refused("there is no file", run("file", folder.resolve("none").toString()));
        refused("-Dquickstart.fiel is not known", run("fiel", "x"));
        refused("-Dquickstart.ask has no value", run("ask", " "));
        refused("LC_ALL=C.UTF-8", run("ask", "\uFFFD"));
        refused("talk.jsonl, line 1: ", run("memory", file.toString()));
        refused("is a directory", run("memory", folder.toString()));
        assertThat(model.documents).hasValue(0);
    }

    @Test
    void aMemoryInUseIsRefused() {
        Path memory = folder.resolve("memory.jsonl");
        try (AgentMemory open =
                AgentMemory.builder().embedder(model).file(memory).build()) {
            assertThat(open.store()).isNotNull();
            refused("is open in another", run("memory", memory.toString()));
        }
    }

    @Test
    void aModelThatFailsGivesStatus1() {
        Run run = Run.of(() -> {
            throw new EmbedderException("no model", null);
        });
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).isEqualToIgnoringNewLines("no model");
    }

    private static void refused(String message, Run run) {
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains(message).doesNotContain("Exception").doesNotContain("\tat ");
    }

    private static String recall(String out) {
        return out.lines()
                .filter(line -> line.startsWith("recall@"))
                .findFirst()
                .orElseThrow();
    }

    private Path talk(String line) throws IOException {
        return Files.writeString(folder.resolve("talk.jsonl"), line);
    }

    private Run run(String... settings) {
        return Run.of(() -> model, settings);
    }
}
