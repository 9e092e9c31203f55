package io.github.mem0j.model;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One vector: 1 to 16,000 finite floats that are not all zero, kept bit for bit as given (only −0 becomes +0).
 *
 * <p>Immutable and thread-safe; norm, digest and hash are computed once, on first use. Two embeddings are equal when
 * their bits are.
 */
public final class Embedding {
    /** The most dimensions that pgvector's {@code vector} type holds. */
    public static final int MAX_DIMENSIONS = 16_000;

    private final float[] values;
    private double norm;
    private int hash;
    private byte @Nullable [] digest;

    private Embedding(float[] values) {
        this.values = values;
    }

    /** Copies {@code values}. */
    public static Embedding of(float... values) {
        return checked(values.clone());
    }

    /** Copies {@code dimensions} floats from {@code source}, starting at {@code offset}. */
    public static Embedding of(float[] source, int offset, int dimensions) {
        return checked(Arrays.copyOfRange(source, offset, offset + dimensions));
    }

    private static Embedding checked(float[] own) {
        Checks.check(
                own.length > 0 && own.length <= MAX_DIMENSIONS,
                "embedding",
                "has %s dimensions, allowed are 1 to %s",
                own.length,
                MAX_DIMENSIONS);
        boolean zero = true;
        for (int i = 0; i < own.length; i++) {
            if (!Float.isFinite(own[i])) {
                throw new IllegalArgumentException("embedding holds " + own[i] + " at index " + i
                        + "; only finite numbers can be compared, check the embedder");
            }
            own[i] += 0f; // -0 becomes +0
            zero &= own[i] == 0f;
        }
        Checks.check(!zero, "embedding", "is all zeros and has no direction; check the embedder");
        return new Embedding(own);
    }

    public int dimensions() {
        return values.length;
    }

    public float get(int index) {
        return values[index];
    }

    public float[] toArray() {
        return values.clone();
    }

    /** Writes the floats to {@code target} from {@code offset} on. */
    public void copyTo(float[] target, int offset) {
        System.arraycopy(values, 0, target, offset, values.length);
    }

    /** Euclidean length, in double precision; always greater than zero. */
    public double norm() {
        if (norm == 0) {
            double sum = 0;
            for (float value : values) {
                sum += (double) value * value;
            }
            norm = Math.sqrt(sum);
        }
        return norm;
    }

    /** The floats as big-endian bytes, 4 per dimension. */
    public byte[] toBytes() {
        ByteBuffer buffer = ByteBuffer.allocate(4 * values.length);
        buffer.asFloatBuffer().put(values);
        return buffer.array();
    }

    /** The inverse of {@link #toBytes()}. */
    public static Embedding fromBytes(byte[] bytes) {
        Checks.check(bytes.length % 4 == 0, "embedding", "bytes must be a multiple of 4, but are %s", bytes.length);
        float[] values = new float[bytes.length / 4];
        ByteBuffer.wrap(bytes).asFloatBuffer().get(values);
        return checked(values);
    }

    /** SHA-256 of {@link #toBytes()}. */
    public byte[] digest() {
        byte[] known = digest;
        if (known == null) {
            try {
                known = MessageDigest.getInstance("SHA-256").digest(toBytes());
            } catch (NoSuchAlgorithmException e) {
                throw new AssertionError("every Java platform has SHA-256", e);
            }
            digest = known;
        }
        return known.clone();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || (other instanceof Embedding that && Arrays.equals(values, that.values));
    }

    @Override
    public int hashCode() {
        if (hash == 0) {
            hash = Arrays.hashCode(values);
        }
        return hash;
    }

    /** Dimensions only: embeddings can reveal the text they came from, so they stay out of logs. */
    @Override
    public String toString() {
        return "Embedding[" + values.length + "-d]";
    }
}
