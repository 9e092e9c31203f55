package io.github.mem0j.pgvector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mem0j.model.Metadata;
import io.github.mem0j.store.StoreCorruptedException;
import io.github.mem0j.testkit.ManualClock;
import io.github.mem0j.testkit.RandomData;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetadataJsonTest {
    private final Random random = new Random(7);

    @Test
    void randomMetadataComesBack() {
        RandomData data = RandomData.seeded(11, ManualClock.create());
        for (int i = 0; i < 2_000; i++) {
            assertComesBack(data.metadata());
        }
        assertComesBack(Metadata.EMPTY);
        assertComesBack(Metadata.of("\u0001\"\\/\u2028{}", "\u007f\ud83d\ude00\t\u0008'"));
        assertComesBack(Metadata.of("long", "x".repeat(65_536), "\ud83d\ude00".repeat(64), List.of("", "\n")));
    }

    @Test
    void longsAndDoublesAreExactAndStayWhatTheyAre() {
        for (int i = 0; i < 20_000; i++) {
            long whole = random.nextLong() >> random.nextInt(64);
            double real = Double.longBitsToDouble(random.nextLong());
            assertComesBack(Metadata.of("l", whole, "d", Double.isFinite(real) ? real : 0.5));
            assertComesBack(Metadata.of("d", (double) whole));
        }
        for (double edge :
                new double[] {Double.MIN_VALUE, Double.MAX_VALUE, Double.MIN_NORMAL, 1e308, 0x1p53, -0x1p63}) {
            assertComesBack(Metadata.of("d", List.of(edge, Math.nextUp(-edge), Math.nextDown(edge))));
        }
        assertComesBack(Metadata.of("l", List.of(Long.MIN_VALUE, Long.MAX_VALUE, (1L << 53) + 1)));
    }

    /** PostgreSQL compares the decimals that are written: their order must be that of the numbers' exact values. */
    @Test
    void decimalsAreOrderedAmongLongsAsTheDoublesAre() {
        for (int i = 0; i < 20_000; i++) {
            long whole = random.nextLong() >> random.nextInt(64);
            double near = whole + (random.nextInt(5) - 2) / 2.0;
            BigDecimal written = new BigDecimal(MetadataJson.write(near));
            assertThat(written.compareTo(BigDecimal.valueOf(whole)))
                    .as("%s and %s", near, whole)
                    .isEqualTo(new BigDecimal(near).compareTo(BigDecimal.valueOf(whole)));
            double next = Math.nextUp(near);
            assertThat(written).isLessThan(new BigDecimal(MetadataJson.write(next)));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "1",
                "",
                "{",
                "{\"k\":",
                "{\"secret\": null}",
                "{\"secret\": {\"a\": 1}}",
                "{\"k\": [\"secret\", 1]}",
                "{\"k\": [[1]]}",
                "{\"k\": [null]}",
                "{\"k\": 7777777777777777777777}",
                "{\"k\": 1e999}",
                "{\"\": 1}",
                "{\"k\": secret}",
            })
    void whatOthersHaveWrittenIsTypedAndNotQuoted(String json) {
        assertThatThrownBy(() -> MetadataJson.read(json))
                .isInstanceOf(StoreCorruptedException.class)
                .satisfies(failure -> {
                    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
                        assertThat(cause.toString()).doesNotContain("secret").doesNotContain("7777");
                    }
                });
    }

    /** In a symbol table that all metadata shared, keys of equal hash would end everybody's reading. */
    @Test
    void keysChosenToCollideAreReadLikeOthers() {
        Map<String, Object> entries = new TreeMap<>();
        for (int i = 0; i < 4_096; i++) {
            String bits = Integer.toBinaryString(4_096 + i).substring(1);
            String key = bits.chars().mapToObj(bit -> bit == '0' ? "Ab" : "BA").collect(Collectors.joining());
            entries.put(key, (long) i); // 33 × 'A' + 'b' = 33 × 'B' + 'A'
        }
        assertComesBack(Metadata.copyOf(entries));
    }

    private static void assertComesBack(Metadata metadata) {
        Metadata read = MetadataJson.read(MetadataJson.write(metadata));
        assertThat(read).isEqualTo(metadata);
        assertThat(read.hashCode()).isEqualTo(metadata.hashCode());
    }
}
