package io.github.mem0j.cache;

import static io.github.mem0j.cache.UnreadableEntryException.corrupt;

import io.github.mem0j.cache.UnreadableEntryException.Reason;
import io.github.mem0j.store.Provenance;
import io.github.mem0j.store.ReadRequest;
import io.github.mem0j.store.StoreResult;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Answers as bytes, each in an envelope of its {@link EntryHeader}, the digest of the request it answers and a checksum.
 * Thread-safe.
 *
 * <p>All numbers are big-endian: {@code "MS"}, format (1 byte), generation (1), token (16), incarnation (8), loadedAt
 * (8), freshFor (4), load (4), validUntil in microseconds (8), id of the encryption key or 0 (4), body, CRC-32C of all
 * that comes before it (4). The body is msgpack: {@code [schema, digest, ...]}, then what {@link ResultWriter} writes;
 * encrypted it is bound to the header and the digest.
 */
final class EntryCodec {
    static final int GENERATION_OFFSET = 3;
    static final int TOKEN_OFFSET = 4;
    static final int TOKEN_LENGTH = EntryHeader.TOKEN_LENGTH;
    static final int INCARNATION_OFFSET = 20;
    static final int HEADER_LENGTH = 56;

    private static final short MAGIC = 'M' << 8 | 'S';
    private static final int FORMAT = 1;
    private static final int SCHEMA = 1;
    private static final int KEY_ID_OFFSET = 52;
    private static final int CHECKSUM_LENGTH = 4;

    private final @Nullable PayloadCipher cipher;
    private final int keyId;

    /** A codec that encrypts, and reads only what is encrypted with the same key, if there is a cipher. */
    EntryCodec(@Nullable PayloadCipher cipher) {
        this.cipher = cipher;
        this.keyId = cipher == null ? 0 : cipher.keyId();
    }

    /** The entry of a read's answer; its provenance is left out. */
    byte[] encode(EntryHeader header, byte[] requestDigest, StoreResult result) {
        MsgpackWriter out = new MsgpackWriter(HEADER_LENGTH, ResultWriter.expectedLength(result) + CHECKSUM_LENGTH);
        out.array(2 + ResultWriter.parts(result)).integer(SCHEMA).binary(requestDigest);
        new ResultWriter(out).write(result);
        ByteBuffer plain = out.written();
        byte[] bytes = cipher == null
                ? out.toBytes(CHECKSUM_LENGTH)
                : new byte[plain.limit() + PayloadCipher.OVERHEAD + CHECKSUM_LENGTH];
        ByteBuffer entry = ByteBuffer.wrap(bytes);
        header.writeTo(entry.putShort(MAGIC).put((byte) FORMAT));
        entry.putInt(keyId);
        if (cipher != null) {
            byte[] bound = Arrays.copyOf(bytes, HEADER_LENGTH);
            cipher.encrypt(plain.position(HEADER_LENGTH), entry, bound, requestDigest);
        }
        int end = bytes.length - CHECKSUM_LENGTH;
        entry.putInt(end, checksum(bytes, end));
        return bytes;
    }

    /** The header alone, without regard to the rest and to the checksum. */
    static EntryHeader header(byte[] bytes) throws UnreadableEntryException {
        if (bytes.length < HEADER_LENGTH + CHECKSUM_LENGTH) {
            throw corrupt();
        }
        ByteBuffer entry = ByteBuffer.wrap(bytes);
        if (entry.getShort() != MAGIC) {
            throw corrupt();
        }
        notNewer(entry.get() & 0xff, FORMAT);
        try {
            return EntryHeader.readFrom(entry);
        } catch (IllegalArgumentException e) {
            throw corrupt();
        }
    }

    /**
     * The answer to {@code request}, about memories of its owner whoever wrote the bytes.
     *
     * @throws UnreadableEntryException if they are no entry, or not one of this request. Of what is encrypted for
     *     another request no more can be said than that it is corrupt
     */
    Entry decode(byte[] bytes, ReadRequest request, byte[] requestDigest, Provenance provenance)
            throws UnreadableEntryException {
        EntryHeader header = header(bytes);
        ByteBuffer entry = ByteBuffer.wrap(bytes);
        int end = bytes.length - CHECKSUM_LENGTH;
        if (entry.getInt(end) != checksum(bytes, end)) {
            throw corrupt();
        }
        if (entry.getInt(KEY_ID_OFFSET) != keyId) { // plain bytes, too: they may be anyone's where we encrypt
            throw new UnreadableEntryException(Reason.SCHEMA);
        }
        ByteBuffer body = entry.position(HEADER_LENGTH).limit(end);
        if (cipher != null) {
            body = cipher.decrypt(body, Arrays.copyOf(bytes, HEADER_LENGTH), requestDigest);
        }
        return new Entry(header, result(new MsgpackReader(body), request, requestDigest, provenance));
    }

    private static StoreResult result(
            MsgpackReader in, ReadRequest request, byte[] requestDigest, Provenance provenance)
            throws UnreadableEntryException {
        try {
            int parts = in.array();
            notNewer(in.integer(), SCHEMA);
            if (!Arrays.equals(in.binary(), requestDigest)) {
                throw new UnreadableEntryException(Reason.FOREIGN);
            }
            StoreResult result = new ResultReader(in, request.scope()).read(request, provenance);
            if (parts != 2 + ResultWriter.parts(result) || !in.atEnd()) {
                throw corrupt();
            }
            return result;
        } catch (BufferUnderflowException
                | IllegalArgumentException
                | DateTimeException
                | ArithmeticException
                | NullPointerException e) {
            throw corrupt(); // what the model refuses was never written
        }
    }

    private static void notNewer(long version, int known) throws UnreadableEntryException {
        if (version != known) {
            throw version > known ? new UnreadableEntryException(Reason.SCHEMA) : corrupt();
        }
    }

    private static int checksum(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}
