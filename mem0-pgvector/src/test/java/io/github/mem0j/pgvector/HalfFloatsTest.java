package io.github.mem0j.pgvector;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HalfFloatsTest {
    @Test
    void everyHalfComesBack() {
        for (int bits = 0; bits <= 0xFFFF; bits++) {
            float value = HalfFloats.toFloat((short) bits);
            if (Float.isNaN(value)) {
                assertThat(bits & 0x7C00).isEqualTo(0x7C00);
                assertThat(HalfFloats.toFloat(HalfFloats.fromFloat(value))).isNaN();
            } else {
                assertThat(HalfFloats.fromFloat(value) & 0xFFFF)
                        .as("half %x", bits)
                        .isEqualTo(bits);
            }
        }
    }

    /** Between two neighbours: the half is even, and whatever is next to it goes to its own side. */
    @Test
    void tiesGoToTheEvenNeighbour() {
        for (int bits = 0; bits < 0x7BFF; bits++) {
            float low = HalfFloats.toFloat((short) bits);
            float high = HalfFloats.toFloat((short) (bits + 1));
            float middle = (low + high) / 2; // exact: floats have 13 bits more
            int even = (bits & 1) == 0 ? bits : bits + 1;
            assertThat(HalfFloats.fromFloat(middle)).as("%s", middle).isEqualTo((short) even);
            assertThat(HalfFloats.fromFloat(-middle)).as("-%s", middle).isEqualTo((short) (even | 0x8000));
            assertThat(HalfFloats.fromFloat(Math.nextDown(middle))).isEqualTo((short) bits);
            assertThat(HalfFloats.fromFloat(Math.nextUp(middle))).isEqualTo((short) (bits + 1));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1.0, 3C00",
        "-2.0, C000",
        "0.0, 0000",
        "-0.0, 8000",
        "65504, 7BFF",
        "65519.996, 7BFF",
        "65520, 7C00",
        "3.4028235E38, 7C00",
        "Infinity, 7C00",
        "-Infinity, FC00",
        "0.33333334, 3555",
        "6.1035156E-5, 0400", // the least normal
        "6.0975552E-5, 03FF", // the greatest subnormal
        "5.9604645E-8, 0001", // the least of all
        "2.9802322E-8, 0000", // half of it: a tie, to even
        "2.9802326E-8, 0001",
        "1.4E-45, 0000",
    })
    void hasTheBitsOfIeee754(float value, String half) {
        assertThat(HalfFloats.fromFloat(value)).isEqualTo((short) Integer.parseInt(half, 16));
    }

    @Test
    void agreesWithNewerJdks() throws Throwable {
        MethodHandle theirs;
        try {
            theirs = MethodHandles.lookup()
                    .findStatic(Float.class, "floatToFloat16", MethodType.methodType(short.class, float.class));
        } catch (NoSuchMethodException e) {
            Assumptions.abort("Float.floatToFloat16 needs Java 20");
            return;
        }
        Random random = new Random(16);
        for (int i = 0; i < 2_000_000; i++) {
            float value = Float.intBitsToFloat(random.nextInt());
            if (!Float.isNaN(value)) {
                assertThat(HalfFloats.fromFloat(value)).as("%s", value).isEqualTo((short) theirs.invoke(value));
            }
        }
    }

    @Test
    void tellsInfinityAndZero() {
        assertThat(HalfFloats.isInfinite((short) 0xFC00)).isTrue();
        assertThat(HalfFloats.isInfinite((short) 0x7BFF)).isFalse();
        assertThat(HalfFloats.isZero((short) 0x8000)).isTrue();
        assertThat(HalfFloats.isZero((short) 1)).isFalse();
    }
}
