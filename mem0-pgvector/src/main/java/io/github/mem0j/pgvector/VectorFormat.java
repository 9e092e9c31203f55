package io.github.mem0j.pgvector;

import io.github.mem0j.model.Embedding;
import io.github.mem0j.store.StoreCorruptedException;
import io.github.mem0j.store.StoreRejectedException;
import io.github.mem0j.store.StoreRejectedException.Reason;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/**
 * Embeddings in pgvector's binary format: int16 dimensions, int16 zero, then big-endian elements, as {@code vector_send}
 * and {@code halfvec_send} write them.
 *
 * @param element which type
 * @param oid the type's in this database
 * @param arrayOid of its array type
 */
record VectorFormat(ElementType element, int oid, int arrayOid) {
    String typeName() {
        return element.typeName;
    }

    BinaryValue value(Embedding embedding) {
        return new BinaryValue(typeName(), encode(embedding));
    }

    byte[] encode(Embedding embedding) {
        int dimensions = embedding.dimensions();
        ByteBuffer buffer = ByteBuffer.allocate(4 + element.bytesPerDimension * dimensions)
                .putShort((short) dimensions)
                .putShort((short) 0);
        if (element == ElementType.VECTOR) {
            buffer.put(embedding.toBytes());
            return buffer.array();
        }
        boolean zero = true;
        for (int i = 0; i < dimensions; i++) {
            short half = HalfFloats.fromFloat(embedding.get(i));
            if (HalfFloats.isInfinite(half)) {
                throw unfit("holds " + embedding.get(i) + " at index " + i + ", past 65504");
            }
            zero &= HalfFloats.isZero(half);
            buffer.putShort(half);
        }
        if (zero) {
            throw unfit("rounds to all zeros");
        }
        return buffer.array();
    }

    /** What will be read for an embedding once it is stored. */
    Embedding asStored(Embedding embedding) {
        return element == ElementType.VECTOR ? embedding : decode(encode(embedding));
    }

    /** The inverse of {@link #encode}. */
    Embedding decode(byte[] bytes) {
        try {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            float[] values = new float[buffer.getShort()];
            buffer.getShort();
            if (element == ElementType.VECTOR) {
                buffer.asFloatBuffer().get(values);
            } else {
                for (int i = 0; i < values.length; i++) {
                    values[i] = HalfFloats.toFloat(buffer.getShort());
                }
            }
            return Embedding.of(values);
        } catch (BufferUnderflowException | NegativeArraySizeException | IllegalArgumentException e) {
            throw new StoreCorruptedException("an embedding of " + bytes.length + " bytes cannot be read", e);
        }
    }

    private static StoreRejectedException unfit(String how) {
        return new StoreRejectedException(
                Reason.UNSUPPORTED,
                "the embedding " + how + " and does not fit element type halfvec; scale it, or use ElementType.VECTOR");
    }
}
