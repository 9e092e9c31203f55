package io.github.mem0j.pgvector;

import org.postgresql.util.PGBinaryObject;
import org.postgresql.util.PGobject;

/**
 * A parameter sent in PostgreSQL's binary format. Write-only: nothing is registered to be read as one, so that a host's
 * connections answer as before.
 */
@SuppressWarnings("serial") // never serialized
final class BinaryValue extends PGobject implements PGBinaryObject {
    private final byte[] bytes;

    BinaryValue(String typeName, byte[] bytes) {
        this.type = typeName;
        this.bytes = bytes;
    }

    @Override
    public int lengthInBytes() {
        return bytes.length;
    }

    @Override
    public void toBytes(byte[] target, int offset) {
        System.arraycopy(bytes, 0, target, offset, bytes.length);
    }

    @Override
    public void setByteValue(byte[] value, int offset) {
        throw new UnsupportedOperationException("write-only");
    }

    @Override
    public String getValue() {
        throw new IllegalStateException(
                "the connection has no binary format for " + type + "; Connections.prepare has not run on it");
    }

    /** By identity: two parameters are never compared. */
    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
