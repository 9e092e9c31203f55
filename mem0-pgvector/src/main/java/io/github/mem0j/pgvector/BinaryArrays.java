package io.github.mem0j.pgvector;

import io.github.mem0j.model.Embedding;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One-dimensional arrays in PostgreSQL's binary format ({@code array_recv}), which pgjdbc sends as text for these types.
 *
 * @see <a href="https://github.com/postgres/postgres/blob/master/src/backend/utils/adt/arrayfuncs.c">array_recv</a>
 */
final class BinaryArrays {
    /** PostgreSQL counts time from here. */
    private static final long EPOCH = Instant.parse("2000-01-01T00:00:00Z").getEpochSecond();

    private static final int BYTEA = 17;
    private static final int INT8 = 20;
    private static final int TEXT = 25;
    private static final int FLOAT8 = 701;
    private static final int TIMESTAMPTZ = 1184;
    private static final int UUID_OID = 2950;

    private BinaryArrays() {}

    static BinaryValue uuids(List<UUID> values) {
        return array("_uuid", UUID_OID, values, BinaryArrays::uuid);
    }

    static BinaryValue texts(List<@Nullable String> values) {
        return array("_text", TEXT, values, text -> text.getBytes(StandardCharsets.UTF_8));
    }

    static BinaryValue byteStrings(List<byte @Nullable []> values) {
        return array("_bytea", BYTEA, values, bytes -> bytes);
    }

    static BinaryValue times(List<@Nullable Instant> values) {
        return array("_timestamptz", TIMESTAMPTZ, values, BinaryArrays::time);
    }

    static BinaryValue numbers(List<Long> values) {
        return array("_int8", INT8, values, BinaryArrays::longBytes);
    }

    static BinaryValue doubles(List<Double> values) {
        return array("_float8", FLOAT8, values, value -> longBytes(Double.doubleToLongBits(value)));
    }

    static BinaryValue longs(List<Long> values) {
        return array("_int8", INT8, values, BinaryArrays::longBytes);
    }

    static BinaryValue embeddings(List<Embedding> values, VectorFormat format) {
        return array("_" + format.typeName(), format.oid(), values, format::encode);
    }

    static byte[] uuid(UUID id) {
        return ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }

    static byte[] time(Instant time) {
        // ChronoUnit.MICROS.between counts nanoseconds, which overflow after 292 years.
        return longBytes((time.getEpochSecond() - EPOCH) * 1_000_000 + time.getNano() / 1_000);
    }

    private static byte[] longBytes(long value) {
        return ByteBuffer.allocate(8).putLong(value).array();
    }

    private static <T> BinaryValue array(
            String typeName, int elementOid, List<? extends @Nullable T> values, Function<T, byte[]> encoding) {
        byte[][] elements = new byte[values.size()][];
        int length = 20;
        for (int i = 0; i < elements.length; i++) {
            T value = values.get(i);
            elements[i] = value == null ? null : encoding.apply(value);
            length += 4 + (elements[i] == null ? 0 : elements[i].length);
        }
        ByteBuffer buffer = ByteBuffer.allocate(length)
                .putInt(1) // dimensions
                .putInt(1) // there may be nulls
                .putInt(elementOid)
                .putInt(elements.length)
                .putInt(1); // the first index
        for (byte[] element : elements) {
            buffer.putInt(element == null ? -1 : element.length);
            if (element != null) {
                buffer.put(element);
            }
        }
        return new BinaryValue(typeName, buffer.array());
    }
}
