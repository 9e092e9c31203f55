package io.github.mem0j.examples.quickstart;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A conversation as JSON lines. All or nothing: a file with a bad line gives no turns but a {@link UserMistake} that
 * names up to ten of them. Blank lines are skipped.
 *
 * @param name what to call it: the file's path as given
 */
record Conversation(String name, List<Turn> turns) {
    private static final int MAX_REPORTED = 10;

    /** A text of 4 MiB, every character escaped. */
    private static final int MAX_LINE_BYTES = 32 << 20;

    static Conversation read(Path file) {
        if (Files.isDirectory(file)) {
            throw new UserMistake(file + " is a directory; give the conversation's file itself. " + eachLine());
        }
        try (InputStream in = Files.newInputStream(file)) {
            return read(file.toString(), in);
        } catch (NoSuchFileException e) {
            throw new UserMistake(
                    "there is no file " + file + " (seen from " + Path.of("").toAbsolutePath()
                            + "); check -Dquickstart.file, or leave it out for the shipped conversation");
        } catch (AccessDeniedException e) {
            throw new UserMistake(file + " may not be read by this user; change its permissions or copy it");
        } catch (IOException e) {
            throw new UserMistake(file + " cannot be read: " + e.getMessage());
        }
    }

    static Conversation read(String name, InputStream in) throws IOException {
        InputStream bytes = new BufferedInputStream(in, 1 << 16);
        List<Turn> turns = new ArrayList<>();
        List<String> mistakes = new ArrayList<>();
        Map<UUID, Integer> lineOf = new HashMap<>();
        int line = 1;
        for (byte[] raw = line(bytes); raw.length > 0 && mistakes.size() <= MAX_REPORTED; raw = line(bytes), line++) {
            if (raw.length > MAX_LINE_BYTES) {
                mistakes.add(name + ":" + line + ": longer than " + (MAX_LINE_BYTES >> 20) + " MiB; expected "
                        + TurnParser.EXPECTED);
                break;
            }
            try {
                String json = TurnParser.decode(raw);
                if (line == 1 && json.startsWith("\uFEFF")) {
                    json = json.substring(1);
                }
                if (json.isBlank()) {
                    continue;
                }
                Turn turn = TurnParser.parse(line, json);
                Integer earlier = lineOf.putIfAbsent(turn.id(), line);
                if (earlier != null) {
                    throw new TurnParser.Malformed("the same turn as line " + earlier);
                }
                turns.add(turn);
            } catch (TurnParser.Malformed e) {
                mistakes.add(name + ":" + line + ": " + e.getMessage() + "; expected " + TurnParser.EXPECTED);
            }
        }
        if (!mistakes.isEmpty()) {
            if (mistakes.size() > MAX_REPORTED) {
                mistakes.set(MAX_REPORTED, "(more lines are malformed)");
            }
            mistakes.add("Nothing was remembered; put the lines right and run again.");
            throw new UserMistake(mistakes);
        }
        if (turns.isEmpty()) {
            throw new UserMistake(name + " holds no turns. " + eachLine());
        }
        return new Conversation(name, List.copyOf(turns));
    }

    private static String eachLine() {
        return "Each line should be like " + TurnParser.EXPECTED;
    }

    /** The next line with its end, at most a byte past the longest; empty at the end. */
    private static byte[] line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(1024);
        for (int b = in.read(); b >= 0; b = in.read()) {
            line.write(b);
            if (b == '\n' || line.size() > MAX_LINE_BYTES) {
                break;
            }
        }
        return line.toByteArray();
    }
}
