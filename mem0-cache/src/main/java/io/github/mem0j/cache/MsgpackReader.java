package io.github.mem0j.cache;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;

/**
 * Reads what {@link MsgpackWriter} writes, from bytes that anyone may have written: no declared length is believed, and
 * nothing allocated for it, before that many bytes are known to be there.
 *
 * <p>Where the bytes end too early, {@link BufferUnderflowException} is thrown.
 */
final class MsgpackReader {
    private final ByteBuffer buffer;

    /** Reads all that remains of a buffer with an array. */
    MsgpackReader(ByteBuffer buffer) {
        this.buffer = buffer;
    }

    boolean atEnd() {
        return !buffer.hasRemaining();
    }

    /** Whether the next value is nil, which is then behind us. */
    boolean nil() {
        boolean nil = peek() == Msgpack.NIL;
        if (nil) {
            buffer.get();
        }
        return nil;
    }

    boolean bool() throws UnreadableEntryException {
        return switch (type()) {
            case Msgpack.TRUE -> true;
            case Msgpack.FALSE -> false;
            default -> throw UnreadableEntryException.corrupt();
        };
    }

    long integer() throws UnreadableEntryException {
        byte first = buffer.get();
        if (first >= Msgpack.LEAST_FIXINT) {
            return first;
        }
        return switch (first & 0xff) {
            case Msgpack.UINT8 -> buffer.get() & 0xff;
            case Msgpack.UINT16 -> buffer.getShort() & 0xffff;
            case Msgpack.UINT32 -> buffer.getInt() & 0xffff_ffffL;
            case Msgpack.UINT64 -> notNegative(buffer.getLong());
            case Msgpack.INT8 -> buffer.get();
            case Msgpack.INT16 -> buffer.getShort();
            case Msgpack.INT32 -> buffer.getInt();
            case Msgpack.INT64 -> buffer.getLong();
            default -> throw UnreadableEntryException.corrupt();
        };
    }

    private static long notNegative(long value) throws UnreadableEntryException {
        if (value < 0) {
            throw UnreadableEntryException.corrupt();
        }
        return value;
    }

    double real() throws UnreadableEntryException {
        expect(Msgpack.FLOAT64);
        return buffer.getDouble();
    }

    String string() throws UnreadableEntryException {
        int type = type();
        int length = available(
                switch (type) {
                    case Msgpack.STR8 -> buffer.get() & 0xff;
                    case Msgpack.STR16 -> buffer.getShort() & 0xffff;
                    case Msgpack.STR32 -> buffer.getInt() & 0xffff_ffffL;
                    default -> fixed(type, Msgpack.FIXSTR, 31);
                });
        int from = buffer.arrayOffset() + buffer.position();
        String value = new String(buffer.array(), from, length, StandardCharsets.UTF_8);
        // Malformed bytes have become U+FFFD without a word; where there is one, see whether it was written.
        if (value.indexOf('\ufffd') >= 0 && !isEncoded(value, from, length)) {
            throw UnreadableEntryException.corrupt();
        }
        buffer.position(buffer.position() + length);
        return value;
    }

    private boolean isEncoded(String value, int from, int length) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        return Arrays.equals(bytes, 0, bytes.length, buffer.array(), from, from + length);
    }

    byte[] binary() throws UnreadableEntryException {
        byte[] value = new byte[binaryLength()];
        buffer.get(value);
        return value;
    }

    UUID uuid() throws UnreadableEntryException {
        if (binaryLength() != 16) {
            throw UnreadableEntryException.corrupt();
        }
        long high = buffer.getLong();
        return new UUID(high, buffer.getLong());
    }

    private int binaryLength() throws UnreadableEntryException {
        return available(
                switch (type()) {
                    case Msgpack.BIN8 -> buffer.get() & 0xff;
                    case Msgpack.BIN16 -> buffer.getShort() & 0xffff;
                    case Msgpack.BIN32 -> buffer.getInt() & 0xffff_ffffL;
                    default -> throw UnreadableEntryException.corrupt();
                });
    }

    /** How many elements follow: never more than there are bytes. */
    int array() throws UnreadableEntryException {
        return collection(Msgpack.FIXARRAY, Msgpack.ARRAY16);
    }

    /** How many keys with values follow: never more than there are bytes. */
    int map() throws UnreadableEntryException {
        return collection(Msgpack.FIXMAP, Msgpack.MAP16);
    }

    private int collection(int fix, int sixteen) throws UnreadableEntryException {
        int type = type();
        return available(
                type == sixteen
                        ? buffer.getShort() & 0xffff
                        : type == sixteen + 1 ? buffer.getInt() & 0xffff_ffffL : fixed(type, fix, 15));
    }

    /** The first byte of the next value. */
    int peek() {
        if (!buffer.hasRemaining()) {
            throw new BufferUnderflowException();
        }
        return buffer.get(buffer.position()) & 0xff;
    }

    private int type() {
        return buffer.get() & 0xff;
    }

    private void expect(int type) throws UnreadableEntryException {
        if (type() != type) {
            throw UnreadableEntryException.corrupt();
        }
    }

    private static int fixed(int type, int base, int most) throws UnreadableEntryException {
        if (type < base || type > base + most) {
            throw UnreadableEntryException.corrupt();
        }
        return type - base;
    }

    private int available(long length) throws UnreadableEntryException {
        if (length > buffer.remaining()) {
            throw UnreadableEntryException.corrupt();
        }
        return (int) length;
    }
}
