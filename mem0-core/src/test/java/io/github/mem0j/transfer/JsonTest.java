package io.github.mem0j.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.TypeFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our reader and writer against Jackson's. */
class JsonTest {
    private static final JavaType MAP = TypeFactory.defaultInstance().constructType(Map.class);

    private static final ObjectMapper JACKSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_LONG_FOR_INTS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    @Test
    void whatWeWriteJacksonReadsAndWhatJacksonWritesWeRead() throws Exception {
        Random random = new Random(7);
        for (int i = 0; i < 2_000; i++) {
            Map<String, Object> object = object(random, 3);
            assertThat(JACKSON.<Object>readValue(JsonWriter.write(object), MAP)).isEqualTo(object);
            assertThat(JsonReader.readObject(JsonWriter.write(object))).isEqualTo(object);
            assertThat(JsonReader.readObject(JACKSON.writeValueAsString(object)))
                    .isEqualTo(object);
        }
    }

    /** Each line with one character changed: both read it and agree, or we refuse it. */
    @Test
    void noDamagedLineIsReadAsSomethingElseThanJacksonReads() throws Exception {
        Random random = new Random(8);
        String alphabet = "{}[]\",:\\0123456789-+.eEtrufalsn \u0001x";
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            StringBuilder line = new StringBuilder(JsonWriter.write(object(random, 2)));
            line.setCharAt(random.nextInt(line.length()), alphabet.charAt(random.nextInt(alphabet.length())));
            try {
                Map<String, Object> ours = JsonReader.readObject(line.toString());
                assertThat(JACKSON.<Object>readValue(line.toString(), MAP))
                        .as(line.toString())
                        .isEqualTo(ours);
            } catch (JsonReader.Malformed e) {
                assertThat(e).hasMessageStartingWith("column ");
                refused++;
            } catch (JsonProcessingException e) {
                throw new AssertionError("Jackson refuses what we read: " + line, e);
            }
        }
        assertThat(refused).isBetween(5_000, 19_999);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "[]",
                "{",
                "{}}",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1,}",
                "{a:1}",
                "{\"a\":01}",
                "{\"a\":+1}",
                "{\"a\":.5}",
                "{\"a\":1.}",
                "{\"a\":NaN}",
                "{\"a\":null}",
                "{\"a\":1,\"a\":2}",
                "{\"a\":\"\\x\"}",
                "{\"a\":\"\\u12g4\"}",
                "{\"a\":\"",
                "{\"a\":\"\t\"}",
                "{\"a\":99999999999999999999}",
                "{'a':1}",
                "{\"a\":1}{\"b\":2}",
                "{\"a\":tru}"
            })
    void whatIsNotOneStrictObjectIsRefused(String line) {
        assertThatThrownBy(() -> JsonReader.readObject(line)).isInstanceOf(JsonReader.Malformed.class);
    }

    @Test
    void deepNestingIsRefusedRatherThanOverflowingTheStack() {
        String line = "{\"a\":" + "[".repeat(100_000);
        assertThatThrownBy(() -> JsonReader.readObject(line)).hasMessageContaining("less nesting");
    }

    @Test
    void longsAndDoublesKeepTheirTypes() throws Exception {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("long", Long.MAX_VALUE);
        object.put("double", 0x1p63);
        object.put("one", 1.0);
        object.put("tiny", Double.MIN_VALUE);
        assertThat(JsonReader.readObject(JsonWriter.write(object))).isEqualTo(object);
    }

    private static Map<String, Object> object(Random random, int depth) {
        Map<String, Object> object = new LinkedHashMap<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            object.put(text(random) + i, value(random, depth));
        }
        return object;
    }

    private static Object value(Random random, int depth) {
        return switch (random.nextInt(depth > 0 ? 6 : 4)) {
            case 0 -> random.nextLong();
            case 1 -> random.nextGaussian() * Math.pow(10, random.nextInt(40) - 20.0);
            case 2 -> random.nextBoolean();
            case 3 -> text(random);
            case 4 -> object(random, depth - 1);
            default -> {
                List<Object> list = new ArrayList<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    list.add(value(random, depth - 1));
                }
                yield list;
            }
        };
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(6); i > 0; i--) {
            text.appendCodePoint(
                    switch (random.nextInt(4)) {
                        case 0 -> random.nextInt(0x20);
                        case 1 -> "\"\\/{}[]:,".charAt(random.nextInt(9));
                        case 2 -> 0x1F300 + random.nextInt(100);
                        default -> 'a' + random.nextInt(26);
                    });
        }
        return text.toString();
    }
}
