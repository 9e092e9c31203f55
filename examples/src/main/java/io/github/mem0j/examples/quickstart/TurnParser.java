package io.github.mem0j.examples.quickstart;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.mem0j.store.Limits;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Iterator;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** One line of a conversation, strictly: what a memory could not hold, or was not meant, is refused here. */
final class TurnParser {
    static final String EXPECTED = "{\"at\": \"2026-03-14T18:05:00Z\", \"speaker\": \"Mara\", \"text\": \"…\"}";

    private static final Set<String> FIELDS = new TreeSet<>(Set.of("at", "speaker", "text"));
    private static final int MAX_SPEAKER_CHARS = 256;
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private TurnParser() {}

    /** What is wrong with a line. */
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;

        Malformed(String message) {
            super(message);
        }
    }

    static String decode(byte[] line) throws Malformed {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(line))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new Malformed("not UTF-8 text");
        }
    }

    static Turn parse(int line, String json) throws Malformed {
        JsonNode node = read(json);
        if (!node.isObject()) {
            throw new Malformed("a JSON " + kind(node) + ", not one object per line");
        }
        for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!FIELDS.contains(name)) {
                throw new Malformed("unknown field \"" + Report.shorten(name, 40) + "\"");
            }
        }
        String at = string(node, "at");
        String speaker = string(node, "speaker");
        String text = string(node, "text");
        if (speaker.length() > MAX_SPEAKER_CHARS) {
            throw new Malformed("\"speaker\" is longer than " + MAX_SPEAKER_CHARS + " characters");
        }
        if (text.getBytes(StandardCharsets.UTF_8).length > Limits.DEFAULT.maxTextBytes()) {
            throw new Malformed("\"text\" is longer than " + (Limits.DEFAULT.maxTextBytes() >> 20) + " MiB");
        }
        return new Turn(line, time(at), speaker, text);
    }

    private static JsonNode read(String json) throws Malformed {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            String why = e.getOriginalMessage().lines().findFirst().orElse("");
            String where = e.getLocation() == null
                    ? ""
                    : " at column " + e.getLocation().getColumnNr();
            throw new Malformed("not JSON" + where + " (" + Report.shorten(why, 100) + ")");
        }
    }

    private static String string(JsonNode object, String field) throws Malformed {
        JsonNode value = object.get(field);
        if (value == null) {
            throw new Malformed("\"" + field + "\" is missing");
        }
        if (!value.isTextual()) {
            throw new Malformed("\"" + field + "\" is a " + kind(value) + ", not a string");
        }
        String text = value.textValue();
        if (text.isBlank()) {
            throw new Malformed("\"" + field + "\" is blank");
        }
        if (text.indexOf('\0') >= 0 || !StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw new Malformed("\"" + field + "\" holds U+0000 or half of a surrogate pair");
        }
        return text;
    }

    private static Instant time(String at) throws Malformed {
        Instant time;
        try {
            time = OffsetDateTime.parse(at).toInstant();
        } catch (DateTimeParseException e) {
            throw new Malformed(
                    "\"at\" is \"" + Report.shorten(at, 40) + "\", not a date and time with Z or an offset");
        }
        int year = time.atOffset(ZoneOffset.UTC).getYear();
        if (year < 1 || year > 9999) {
            throw new Malformed("\"at\" lies outside the years 1 to 9999");
        }
        return time;
    }

    private static String kind(JsonNode node) {
        return node.isMissingNode() ? "nothing" : node.getNodeType().name().toLowerCase(Locale.ROOT);
    }
}
