package io.github.mem0j.examples.quickstart;

import java.lang.Character.UnicodeScript;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** A cheap guess whether a conversation is English, which is what the model was made for. */
final class Language {
    private static final Pattern NO_LETTERS = Pattern.compile("[^\\p{L}']+");
    private static final int TELLING_WORDS = 40;
    private static final double COMMON_SHARE = 0.12;

    /** Words that make up a good third of any English talk, and little of another language's. */
    private static final Set<String> COMMON = Set.of(
            "the", "and", "to", "of", "i", "you", "is", "it", "that", "for", "my", "with", "was", "this", "have", "be",
            "on", "at", "but", "not", "are", "we", "your", "he", "she", "they", "what", "just", "so", "do");

    private Language() {}

    static boolean looksEnglish(List<Turn> turns) {
        long letters = 0;
        long latin = 0;
        long words = 0;
        long common = 0;
        for (Turn turn : turns) {
            String text = turn.text().length() > 4_000 ? turn.text().substring(0, 4_000) : turn.text();
            letters += text.codePoints().filter(Character::isLetter).count();
            latin += text.codePoints()
                    .filter(c -> Character.isLetter(c) && UnicodeScript.of(c) == UnicodeScript.LATIN)
                    .count();
            List<String> said = Arrays.stream(NO_LETTERS.split(text.toLowerCase(Locale.ROOT)))
                    .filter(word -> !word.isEmpty())
                    .toList();
            words += said.size();
            common += said.stream().filter(COMMON::contains).count();
        }
        return latin * 2 >= letters && (words < TELLING_WORDS || common >= words * COMMON_SHARE);
    }
}
