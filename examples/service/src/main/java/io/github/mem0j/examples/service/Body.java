package io.github.mem0j.examples.service;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A JSON object that somebody sent, and what is wrong with it. Values are never quoted back. */
final class Body {
    static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(64)
                            .maxNumberLength(100)
                            .maxNameLength(1_000)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final JsonNode object;

    private Body(JsonNode object) {
        this.object = object;
    }

    /**
     * Reads it.
     *
     * @param known what may be in it
     */
    static Body read(byte[] bytes, String... known) {
        JsonNode object;
        try {
            object = JSON.readTree(bytes);
        } catch (JsonProcessingException e) {
            throw Problem.badRequest("the body is not JSON" + place(e), "send one JSON object with " + named(known));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (object == null || !object.isObject()) {
            throw Problem.badRequest("the body is no JSON object", "send one with " + named(known));
        }
        Set<String> names = Set.of(known);
        object.fieldNames().forEachRemaining(name -> {
            if (!names.contains(name)) {
                throw Problem.badRequest("the body has a field that is not known", "there are " + named(known));
            }
        });
        return new Body(object);
    }

    private static String place(JsonProcessingException e) {
        return e.getLocation() == null
                ? ""
                : " at line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr();
    }

    private static String named(String... known) {
        return String.join(", ", new TreeSet<>(Set.of(known)));
    }

    boolean has(String name) {
        return object.hasNonNull(name);
    }

    JsonNode get(String name) {
        return object.get(name);
    }

    String text(String name) {
        String text = optionalText(name);
        if (text == null) {
            throw Problem.badRequest("'" + name + "' is missing", "it is required, a string");
        }
        return text;
    }

    @Nullable
    String optionalText(String name) {
        if (!has(name)) {
            return null;
        }
        if (!object.get(name).isTextual()) {
            throw Problem.badRequest("'" + name + "' is no string", "put it in double quotes");
        }
        return object.get(name).textValue();
    }

    int integer(String name, int otherwise) {
        if (!has(name)) {
            return otherwise;
        }
        JsonNode value = object.get(name);
        if (!value.isIntegralNumber() || !value.canConvertToInt()) {
            throw Problem.badRequest("'" + name + "' is no whole number", "give one without quotes, such as 10");
        }
        return value.intValue();
    }

    double number(String name, double otherwise) {
        if (!has(name)) {
            return otherwise;
        }
        if (!object.get(name).isNumber()) {
            throw Problem.badRequest("'" + name + "' is no number", "give one without quotes, such as 0.5");
        }
        return object.get(name).doubleValue();
    }

    UUID id(String name) {
        return id(name, text(name));
    }

    /** An id in its usual form; {@link UUID#fromString} alone would take shortened ones for others. */
    static UUID id(String name, String text) {
        try {
            UUID id = UUID.fromString(text);
            if (id.toString().equalsIgnoreCase(text)) {
                return id;
            }
        } catch (IllegalArgumentException e) {
            // Said below.
        }
        throw Problem.badRequest(
                "'" + name + "' is no id", "ids look like 018f2b6e-0000-7000-8000-000000000000, as answers have them");
    }
}
