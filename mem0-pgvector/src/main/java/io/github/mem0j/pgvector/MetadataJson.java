package io.github.mem0j.pgvector;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.github.mem0j.model.Metadata;
import io.github.mem0j.store.StoreCorruptedException;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Metadata as JSON for {@code jsonb} columns, which keep numbers as decimals: a long is written without a point and a
 * double with one, so each comes back as what it was.
 */
final class MetadataJson {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            // A symbol table would be shared by all users' keys, and refuse them once enough have the same hash.
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    /** Doubles from here on are whole; their shortest decimal form may name another whole number than they are. */
    private static final double WHOLE = 1L << 53;

    private MetadataJson() {}

    static String write(Metadata metadata) {
        return json(generator -> {
            generator.writeStartObject();
            for (Map.Entry<String, Object> entry : metadata.asMap().entrySet()) {
                generator.writeFieldName(entry.getKey());
                value(generator, entry.getValue());
            }
            generator.writeEndObject();
        });
    }

    /** One value of metadata or of a filter, or a list of such. */
    static String write(Object value) {
        return json(generator -> value(generator, value));
    }

    private interface Body {
        void write(JsonGenerator generator) throws IOException;
    }

    private static String json(Body body) {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = FACTORY.createGenerator(text)) {
            body.write(generator);
        } catch (IOException e) {
            throw new UncheckedIOException("a string writer does not fail", e);
        }
        return text.toString();
    }

    private static void value(JsonGenerator generator, Object value) throws IOException {
        if (value instanceof List<?> list) {
            generator.writeStartArray();
            for (Object element : list) {
                value(generator, element);
            }
            generator.writeEndArray();
        } else if (value instanceof String text) {
            generator.writeString(text);
        } else if (value instanceof Boolean truth) {
            generator.writeBoolean(truth);
        } else if (value instanceof Double number) {
            generator.writeNumber(decimal(number));
        } else {
            generator.writeNumber((Long) value);
        }
    }

    /** With a decimal point, without an exponent; ordered among longs as the double's exact value is. */
    private static String decimal(double number) {
        String text = (Math.abs(number) >= WHOLE ? new BigDecimal(number) : BigDecimal.valueOf(number)).toPlainString();
        return text.indexOf('.') >= 0 ? text : text + ".0";
    }

    static Metadata read(String json) {
        if (json.equals("{}")) {
            return Metadata.EMPTY;
        }
        try (JsonParser parser = FACTORY.createParser(json)) {
            Map<String, Object> entries = new TreeMap<>();
            require(parser.nextToken() == JsonToken.START_OBJECT);
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String key = parser.currentName();
                entries.put(key, value(parser, parser.nextToken()));
            }
            return Metadata.copyOf(entries);
        } catch (IOException | IllegalArgumentException e) { // whose messages quote what is remembered
            throw new StoreCorruptedException(
                    "metadata in the table is not what this library writes: an object of strings, booleans, numbers and"
                            + " lists of one of these; find the row that something else has written",
                    null);
        }
    }

    private static Object value(JsonParser parser, JsonToken token) throws IOException {
        return switch (token) {
            case VALUE_STRING -> parser.getText();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NUMBER_INT -> parser.getLongValue();
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case START_ARRAY -> {
                List<Object> list = new ArrayList<>();
                for (JsonToken next = parser.nextToken(); next != JsonToken.END_ARRAY; next = parser.nextToken()) {
                    require(next != JsonToken.START_ARRAY);
                    list.add(value(parser, next));
                }
                yield list;
            }
            default -> throw new IllegalArgumentException("unexpected " + token);
        };
    }

    private static void require(boolean holds) {
        if (!holds) {
            throw new IllegalArgumentException("unexpected structure");
        }
    }
}
