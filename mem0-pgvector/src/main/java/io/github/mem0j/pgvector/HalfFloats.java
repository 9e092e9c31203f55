package io.github.mem0j.pgvector;

/**
 * IEEE 754 half precision, as {@code Float.floatToFloat16} has it from Java 20 on: rounded to nearest, ties to even.
 * {@code HalfFloatsTest} holds the two to each other where the JDK has it.
 */
final class HalfFloats {
    private static final int INFINITY = 0x7C00;

    private HalfFloats() {}

    static short fromFloat(float value) {
        int bits = Float.floatToRawIntBits(value);
        int sign = (bits >>> 16) & 0x8000;
        int exponent = ((bits >>> 23) & 0xFF) - 127;
        int mantissa = bits & 0x7FFFFF;
        if (exponent == 128) {
            return (short) (sign | INFINITY | (mantissa == 0 ? 0 : 0x200));
        }
        if (exponent > 15) {
            return (short) (sign | INFINITY);
        }
        if (exponent >= -14) {
            int half = ((exponent + 15) << 10) | (mantissa >>> 13);
            return (short) (sign | roundedUp(half, mantissa & 0x1FFF, 0x1000)); // may carry into the exponent: right
        }
        if (exponent < -25) {
            return (short) sign;
        }
        int full = mantissa | 0x800000; // subnormal: the leading one is written out
        int shift = -exponent - 1;
        return (short) (sign | roundedUp(full >>> shift, full & ((1 << shift) - 1), 1 << (shift - 1)));
    }

    private static int roundedUp(int kept, int cut, int tie) {
        boolean up = cut > tie || (cut == tie && (kept & 1) == 1);
        return up ? kept + 1 : kept;
    }

    static float toFloat(short half) {
        int exponent = (half >>> 10) & 0x1F;
        int mantissa = half & 0x3FF;
        float size = switch (exponent) {
            case 0 -> mantissa * 0x1p-24f;
            case 0x1F -> mantissa == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
            default -> Float.intBitsToFloat(((exponent + 112) << 23) | (mantissa << 13));
        };
        return half < 0 ? -size : size;
    }

    static boolean isInfinite(short half) {
        return (half & 0x7FFF) == INFINITY;
    }

    static boolean isZero(short half) {
        return (half & 0x7FFF) == 0;
    }
}
