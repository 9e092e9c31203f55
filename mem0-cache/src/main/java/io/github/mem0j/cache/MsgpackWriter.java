package io.github.mem0j.cache;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Writes the part of msgpack that entries are made of, each value in its shortest form: equal values give equal bytes,
 * different ones different bytes.
 *
 * <p>Our own, since msgpack-core reaches into {@code sun.misc.Unsafe}, of which newer Java warns and which it will lose.
 *
 * @see <a href="https://github.com/msgpack/msgpack/blob/master/spec.md">The specification</a>
 */
final class MsgpackWriter {
    private ByteBuffer buffer;

    /**
     * A writer.
     *
     * @param skipped how many bytes to leave free at the start
     * @param expected how many will be written, roughly
     */
    MsgpackWriter(int skipped, int expected) {
        buffer = ByteBuffer.allocate(skipped + expected).position(skipped);
    }

    /** What has been written so far, the bytes left free at the start included; valid until the next is written. */
    ByteBuffer written() {
        return buffer.duplicate().flip();
    }

    /** A copy of {@link #written()} with bytes left free at the end, too. */
    byte[] toBytes(int free) {
        return Arrays.copyOf(buffer.array(), buffer.position() + free);
    }

    MsgpackWriter nil() {
        room(1).put((byte) Msgpack.NIL);
        return this;
    }

    MsgpackWriter bool(boolean value) {
        room(1).put((byte) (value ? Msgpack.TRUE : Msgpack.FALSE));
        return this;
    }

    MsgpackWriter integer(long value) {
        ByteBuffer out = room(9);
        if (value >= Msgpack.LEAST_FIXINT && value <= Byte.MAX_VALUE) {
            out.put((byte) value);
        } else if (value >= 0) {
            unsigned(out, value);
        } else if (value >= Byte.MIN_VALUE) {
            out.put((byte) Msgpack.INT8).put((byte) value);
        } else if (value >= Short.MIN_VALUE) {
            out.put((byte) Msgpack.INT16).putShort((short) value);
        } else if (value >= Integer.MIN_VALUE) {
            out.put((byte) Msgpack.INT32).putInt((int) value);
        } else {
            out.put((byte) Msgpack.INT64).putLong(value);
        }
        return this;
    }

    private static void unsigned(ByteBuffer out, long value) {
        if (value < 1L << Byte.SIZE) {
            out.put((byte) Msgpack.UINT8).put((byte) value);
        } else if (value < 1L << Short.SIZE) {
            out.put((byte) Msgpack.UINT16).putShort((short) value);
        } else if (value < 1L << Integer.SIZE) {
            out.put((byte) Msgpack.UINT32).putInt((int) value);
        } else {
            out.put((byte) Msgpack.UINT64).putLong(value);
        }
    }

    MsgpackWriter real(double value) {
        room(9).put((byte) Msgpack.FLOAT64).putDouble(value);
        return this;
    }

    /** A string, or nil. */
    MsgpackWriter string(@Nullable String value) {
        if (value == null) {
            return nil();
        }
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        ByteBuffer out = room(5 + bytes.length);
        if (bytes.length < 32) {
            out.put((byte) (Msgpack.FIXSTR | bytes.length));
        } else {
            length(out, Msgpack.STR8, bytes.length);
        }
        out.put(bytes);
        return this;
    }

    MsgpackWriter binary(byte[] value) {
        ByteBuffer out = room(5 + value.length);
        length(out, Msgpack.BIN8, value.length);
        out.put(value);
        return this;
    }

    /** A UUID as 16 bytes. */
    MsgpackWriter uuid(UUID value) {
        room(18).put((byte) Msgpack.BIN8)
                .put((byte) 16)
                .putLong(value.getMostSignificantBits())
                .putLong(value.getLeastSignificantBits());
        return this;
    }

    /** The start of an array; its elements are written next. */
    MsgpackWriter array(int size) {
        return collection(Msgpack.FIXARRAY, Msgpack.ARRAY16, size);
    }

    /** The start of a map; its keys and values are written next, in turn. */
    MsgpackWriter map(int size) {
        return collection(Msgpack.FIXMAP, Msgpack.MAP16, size);
    }

    private MsgpackWriter collection(int fix, int sixteen, int size) {
        ByteBuffer out = room(5);
        if (size < 16) {
            out.put((byte) (fix | size));
        } else if (size < 1 << Short.SIZE) {
            out.put((byte) sixteen).putShort((short) size);
        } else {
            out.put((byte) (sixteen + 1)).putInt(size);
        }
        return this;
    }

    /** A length in 8, 16 or 32 bits, whose types follow each other. */
    private static void length(ByteBuffer out, int eight, int length) {
        if (length < 1 << Byte.SIZE) {
            out.put((byte) eight).put((byte) length);
        } else if (length < 1 << Short.SIZE) {
            out.put((byte) (eight + 1)).putShort((short) length);
        } else {
            out.put((byte) (eight + 2)).putInt(length);
        }
    }

    private ByteBuffer room(int bytes) {
        if (buffer.remaining() < bytes) {
            int needed = Math.addExact(buffer.position(), bytes);
            int doubled = (int) Math.min(Integer.MAX_VALUE - 8L, 2L * buffer.capacity());
            buffer = ByteBuffer.allocate(Math.max(needed, doubled)).put(buffer.flip());
        }
        return buffer;
    }
}
