package io.github.mem0j.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConversationTest {
    private static final String GOOD = turn("2026-03-14T18:05:00Z", "good");

    @Test
    void readsTurnsSkippingBlankLinesAndTheByteOrderMark() throws IOException {
        String later = turn("2026-03-14T20:05:00+02:00", "later");
        List<Turn> turns = read("\uFEFF" + GOOD + "\r\n\n   \n" + later).turns();
        assertThat(turns)
                .containsExactly(
                        new Turn(1, Instant.parse("2026-03-14T18:05:00Z"), "Mara", "good"),
                        new Turn(4, Instant.parse("2026-03-14T18:05:00Z"), "Mara", "later"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            tea                                                              | not JSON at column
            {"at":"2026-03-14T18:05:00Z","speaker":"M","text":"a"} {}        | not JSON at column
            {"at":"2026-03-14T18:05:00Z","speaker":"M","text":"a","text":1}  | Duplicate field 'text'
            [1]                                                              | a JSON array, not one object per line
            "tea"                                                            | a JSON string, not one object per line
            {"at":"2026-03-14T18:05:00Z","speaker":"M"}                      | "text" is missing
            {"at":"2026-03-14T18:05:00Z","speaker":"M","text":" "}           | "text" is blank
            {"at":"2026-03-14T18:05:00Z","speaker":null,"text":"a"}          | "speaker" is a null, not a string
            {"at":7,"speaker":"M","text":"a"}                                | "at" is a number, not a string
            {"at":"2026-03-14T18:05:00Z","speaker":"M","text":"a","x":1}     | unknown field "x"
            {"at":"14 March","speaker":"M","text":"a"}                       | "at" is "14 March", not a date and time
            {"at":"2026-02-30T18:05:00Z","speaker":"M","text":"a"}           | "at" is "2026-02-30T18:05:00Z", not a
            {"at":"2026-03-14T18:05:00","speaker":"M","text":"a"}            | not a date and time with Z or an offset
            {"at":"-0001-03-14T18:05:00Z","speaker":"M","text":"a"}          | outside the years 1 to 9999
            {"at":"2026-03-14T18:05:00Z","speaker":"M","text":"\\u0000"}     | "text" holds U+0000
            {"at":"2026-03-14T18:05:00Z","speaker":"M","text":"\\ud800"}     | half of a surrogate pair
            """)
    void namesTheLineAndWhatIsWrong(String line, String wrong) {
        assertThat(mistakes(GOOD + "\n\n" + line + "\n"))
                .hasSize(2)
                .first()
                .asString()
                .startsWith("talk:3: ")
                .contains(wrong)
                .endsWith("; expected " + TurnParser.EXPECTED);
    }

    @Test
    void refusesWhatIsNotUtf8() {
        byte[] line = ("\n" + GOOD).getBytes(StandardCharsets.UTF_8);
        line[line.length - 4] = (byte) 0xFF;
        assertThat(mistakes(line)).first().asString().startsWith("talk:2: not UTF-8");
    }

    @Test
    void refusesATurnGivenTwice() {
        assertThat(mistakes(GOOD + "\n" + GOOD)).first().asString().startsWith("talk:2: the same turn as line 1");
    }

    @Test
    void namesTenLinesAtMost() {
        List<String> mistakes = mistakes("x\n".repeat(1_000));
        assertThat(mistakes).hasSize(12);
        assertThat(mistakes.get(9)).startsWith("talk:10: ");
        assertThat(mistakes.get(10)).isEqualTo("(more lines are malformed)");
    }

    @Test
    void acceptsATurnOfAMegabyteAndRefusesOneBeyondTheStores() throws IOException {
        String text = "tea ".repeat(1 << 18);
        assertThat(read(turn("2026-03-14T18:05:00Z", text)).turns().get(0).text())
                .isEqualTo(text);
        assertThat(mistakes(turn("2026-03-14T18:05:00Z", text.repeat(5))))
                .first()
                .asString()
                .contains("\"text\" is longer than 4 MiB");
        assertThat(mistakes("x".repeat(40 << 20))).first().asString().contains("longer than 32 MiB");
    }

    @Test
    void saysWhatToDoAboutAFileThatIsNotThere(@TempDir Path folder) {
        assertThatThrownBy(() -> Conversation.read(folder.resolve("none")))
                .isInstanceOf(UserMistake.class)
                .hasMessageContainingAll("there is no file", "-Dquickstart.file");
        assertThatThrownBy(() -> Conversation.read(folder))
                .isInstanceOf(UserMistake.class)
                .hasMessageContaining("is a directory");
        assertThatThrownBy(() -> read("\uFEFF\n \n"))
                .isInstanceOf(UserMistake.class)
                .hasMessageContaining("holds no turns");
    }

    static String turn(String at, String text) {
        return "{\"at\": \"" + at + "\", \"speaker\": \"Mara\", \"text\": \"" + text + "\"}";
    }

    private static Conversation read(String lines) throws IOException {
        return Conversation.read("talk", new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8)));
    }

    private static List<String> mistakes(String lines) {
        return mistakes(lines.getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> mistakes(byte[] lines) {
        return catchThrowableOfType(UserMistake.class, () -> Conversation.read("talk", new ByteArrayInputStream(lines)))
                .getMessage()
                .lines()
                .toList();
    }
}
