package io.github.mem0j.examples.quickstart;

import java.util.List;

/** Something that whoever started the program can put right; its message, of one or more lines, says how. */
final class UserMistake extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UserMistake(String message) {
        super(message);
    }

    UserMistake(List<String> lines) {
        this(String.join(System.lineSeparator(), lines));
    }
}
