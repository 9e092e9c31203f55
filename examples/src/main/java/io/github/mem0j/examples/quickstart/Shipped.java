package io.github.mem0j.examples.quickstart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** The conversation and questions that come with the quickstart. */
final class Shipped {
    private Shipped() {}

    /**
     * Something to ask.
     *
     * @param evidence ids of the turns that answer it, where that is known
     */
    record Question(String ask, List<UUID> evidence) {}

    static Conversation conversation() {
        try (InputStream in = open("conversation.jsonl")) {
            return Conversation.read("the shipped conversation", in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Questions about {@code conversation}; in the file, evidence is given as the turn's number from 1. */
    static List<Question> questions(Conversation conversation) {
        try (InputStream in = open("questions.jsonl");
                MappingIterator<JsonNode> lines =
                        new JsonMapper().readerFor(JsonNode.class).readValues(in)) {
            List<Question> questions = new ArrayList<>();
            while (lines.hasNext()) {
                JsonNode line = lines.next();
                List<UUID> evidence = new ArrayList<>();
                for (JsonNode turn : line.get("evidence")) {
                    evidence.add(conversation.turns().get(turn.intValue() - 1).id());
                }
                questions.add(new Question(line.get("ask").textValue(), evidence));
            }
            return questions;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream open(String name) throws IOException {
        InputStream in = Shipped.class.getResourceAsStream("/quickstart/" + name);
        if (in == null) {
            throw new FileNotFoundException("/quickstart/" + name + " on the class path");
        }
        return in;
    }
}
