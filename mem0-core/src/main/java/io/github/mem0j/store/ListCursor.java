package io.github.mem0j.store;

import io.github.mem0j.model.Memory;
import io.github.mem0j.model.MemoryFilter;
import io.github.mem0j.model.MemoryScope;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A place in a list: just after one memory in the order (createdAt, id), newest first. It carries a digest of the
 * scope and filter it belongs to, and travels as {@link #encode() text}.
 *
 * @param createdAt of the last memory seen
 * @param id of the last memory seen
 * @param query first 8 bytes of SHA-256 over scope and filter
 */
public record ListCursor(Instant createdAt, UUID id, long query) {
    /** The place after {@code last} in the list of {@code request}. */
    public static ListCursor after(Memory last, ListRequest request) {
        return new ListCursor(last.createdAt(), last.id(), digest(request.scope(), request.filter()));
    }

    public boolean belongsTo(MemoryScope scope, MemoryFilter filter) {
        return query == digest(scope, filter);
    }

    /** URL-safe text, for web pages and tools. */
    public String encode() {
        ByteBuffer bytes = ByteBuffer.allocate(36)
                .putLong(createdAt.getEpochSecond())
                .putInt(createdAt.getNano())
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .putLong(query);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    }

    /**
     * The inverse of {@link #encode()}.
     *
     * @throws IllegalArgumentException if the text is not a cursor
     */
    public static ListCursor decode(String text) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
            ListCursor cursor = new ListCursor(
                    Instant.ofEpochSecond(bytes.getLong(), bytes.getInt()),
                    new UUID(bytes.getLong(), bytes.getLong()),
                    bytes.getLong());
            if (!bytes.hasRemaining()) {
                return cursor;
            }
        } catch (BufferUnderflowException | IllegalArgumentException | DateTimeException e) {
            throw new IllegalArgumentException("not a cursor of a list; start without one", e);
        }
        throw new IllegalArgumentException("not a cursor of a list; start without one");
    }

    private static long digest(MemoryScope scope, MemoryFilter filter) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            put(digest, scope.ownerKey());
            put(digest, scope.agent());
            put(digest, scope.run());
            return ByteBuffer.wrap(digest.digest(filter.canonicalForm())).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    private static void put(MessageDigest digest, @Nullable String part) {
        byte[] bytes = part == null ? new byte[0] : part.getBytes(StandardCharsets.UTF_8);
        digest.update(
                ByteBuffer.allocate(4).putInt(part == null ? -1 : bytes.length).array());
        digest.update(bytes);
    }
}
