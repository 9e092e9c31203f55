package io.github.mem0j.cache;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessageUnpacker;

/** What tests do to the bytes of entries. */
final class EntryBytes {
    static final int CHECKSUM_LENGTH = 4;
    static final int KEY_ID_OFFSET = 52;
    static final int SCHEMA_OFFSET = EntryCodec.HEADER_LENGTH + 1;

    private EntryBytes() {}

    /** With the checksum that belongs to what is before it. */
    static byte[] sealed(byte[] entry) {
        byte[] sealed = entry.clone();
        int end = entry.length - CHECKSUM_LENGTH;
        CRC32C crc = new CRC32C();
        crc.update(sealed, 0, end);
        ByteBuffer.wrap(sealed).putInt(end, (int) crc.getValue());
        return sealed;
    }

    /** Cut off or drawn out to {@code length}, and sealed. */
    static byte[] resized(byte[] entry, int length) {
        byte[] bytes = Arrays.copyOf(entry, length);
        Arrays.fill(bytes, Math.min(length, entry.length - CHECKSUM_LENGTH), length, (byte) 0);
        return sealed(bytes);
    }

    /** With one byte replaced, and sealed. */
    static byte[] with(byte[] entry, int offset, int value) {
        byte[] bytes = entry.clone();
        bytes[offset] = (byte) value;
        return sealed(bytes);
    }

    /** Where in a plain entry each value starts, arrays and maps and what is in them alike. */
    static List<Integer> valuesOf(byte[] entry) {
        int start = EntryCodec.HEADER_LENGTH;
        int length = entry.length - start - CHECKSUM_LENGTH;
        List<Integer> offsets = new ArrayList<>();
        try (MessageUnpacker in = MessagePack.newDefaultUnpacker(entry, start, length)) {
            while (in.hasNext()) {
                offsets.add(start + (int) in.getTotalReadBytes());
                switch (in.getNextFormat().getValueType()) {
                    case ARRAY -> in.unpackArrayHeader();
                    case MAP -> in.unpackMapHeader();
                    default -> in.skipValue();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory", e);
        }
        return offsets;
    }
}
