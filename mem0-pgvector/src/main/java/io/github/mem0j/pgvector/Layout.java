package io.github.mem0j.pgvector;

import io.github.mem0j.model.MemoryScope;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where things are in this database, and the conditions that every query is made of. pgvector's operators and types are
 * qualified with the schema it lives in, so that no search path matters.
 *
 * @param names of the tables
 * @param vectorSchema where the extension is
 * @param format how it wants its vectors
 */
record Layout(Names names, String vectorSchema, VectorFormat format) {
    /** Cosine distance between a column and one parameter. */
    String distance(String column) {
        return column + " OPERATOR(" + Names.quote(vectorSchema) + ".<=>) ?";
    }

    /** A column's vector in binary, whatever format the row comes in. */
    String bytesOf(String column) {
        return Names.quote(vectorSchema) + "." + format.typeName() + "_send(" + column + ")";
    }

    String vectorType() {
        return Names.quote(vectorSchema) + "." + format.typeName();
    }

    /** {@code alias.} rows that are in scope and not absent. */
    Query live(String alias, MemoryScope scope, Instant now) {
        return inScope(alias, scope).add(" AND ").add(alive(alias, now));
    }

    /** Rows in scope, hidden and expired ones too. */
    Query inScope(String alias, MemoryScope scope) {
        Query condition = new Query().add(alias + ".owner = ?", Query.bytes(ownerHash(scope.ownerKey())));
        if (scope.agent() != null) {
            condition.add(" AND " + alias + ".agent = ?", Query.text(scope.agent()));
        }
        if (scope.run() != null) {
            condition.add(" AND " + alias + ".run = ?", Query.text(scope.run()));
        }
        return condition;
    }

    /** Rows that are neither hidden nor expired, of whomever. */
    Query alive(String alias, Instant now) {
        return new Query()
                .add(
                        alias + ".deleted_at IS NULL AND (" + alias + ".expires_at IS NULL OR " + alias
                                + ".expires_at > ?)",
                        Query.time(now));
    }

    /** An owner as indexes know it. */
    static byte[] ownerHash(String ownerKey) {
        return sha256().digest(ownerKey.getBytes(StandardCharsets.UTF_8));
    }

    /** A text within its agent and run, "none" being a value of its own, as deduplication compares it. */
    static byte[] textHash(MemoryScope scope, String text) {
        MessageDigest digest = sha256();
        for (String part : new @Nullable String[] {scope.agent(), scope.run(), text}) {
            byte[] bytes = part == null ? new byte[0] : part.getBytes(StandardCharsets.UTF_8);
            int length = part == null ? -1 : bytes.length;
            digest.update(
                    new byte[] {(byte) (length >> 24), (byte) (length >> 16), (byte) (length >> 8), (byte) length});
            digest.update(bytes);
        }
        return digest.digest();
    }

    /** The advisory lock that an owner's deduplicated adds share; owners may well have the same. */
    Long textLock(MemoryScope scope) {
        return ByteBuffer.wrap(ownerHash(scope.ownerKey())).getLong()
                ^ names.memory().hashCode();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
