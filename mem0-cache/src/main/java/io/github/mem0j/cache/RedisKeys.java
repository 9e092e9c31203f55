package io.github.mem0j.cache;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Names of keys and channels. Those of one owner share a hash tag, so that Redis Cluster keeps them on one node; digests
 * in them hold no character that means anything to Redis.
 */
final class RedisKeys {
    /** Nothing that a pattern of SCAN takes for more than itself, and no brace. */
    private static final Pattern NAMESPACE = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private static final String ENTRY = "e1:";

    private final String prefix;

    RedisKeys(String namespace) {
        prefix = namespace + ":";
    }

    /** Tokens of 16 bytes, one for each {@link Generation}, and which are being written; for all versions of this library. */
    byte[] generations(Owner owner) {
        return of(owner, "g");
    }

    /** Sorted set of the writers under way, by when their time is over. */
    byte[] writers(Owner owner) {
        return of(owner, "w");
    }

    /** Sorted set of the names of the owner's entries, by when they go. */
    byte[] index(Owner owner) {
        return of(owner, "k");
    }

    /** The entry of a question, in the format of this version. */
    byte[] entry(Owner owner, byte[] requestDigest) {
        return of(owner, ENTRY + name(requestDigest));
    }

    /** What the keys of an owner's entries begin with. */
    byte[] entries(Owner owner) {
        return of(owner, ENTRY);
    }

    /** What ends an entry's key, and names it in the index. */
    static String name(byte[] requestDigest) {
        return BASE64.encodeToString(requestDigest);
    }

    private byte[] of(Owner owner, String name) {
        return bytes(prefix + "{" + BASE64.encodeToString(owner.digest()) + "}:" + name);
    }

    /** Where ends of generations are published. */
    byte[] endsChannel() {
        return bytes(prefix + "ends");
    }

    /** Where, and under which key, one JVM hears its own heart beat. */
    byte[] heartbeat(String instance) {
        return bytes(prefix + "beat:" + instance);
    }

    /** All owners' keys, as a pattern for SCAN. */
    String allOwners() {
        return prefix + "{*";
    }

    /** Whether a key is one of {@link #writers}, which must outlive everything else. */
    static boolean isWriters(String key) {
        return key.endsWith("}:w");
    }

    /**
     * Checks what a host chose.
     *
     * @throws IllegalArgumentException saying what it must be
     */
    static void check(String namespace, byte @Nullable [] secret) {
        if (!NAMESPACE.matcher(namespace).matches()) {
            throw new IllegalArgumentException("namespace must be 1 to 64 of A-Z a-z 0-9 . _ -, but is " + namespace);
        }
        if (secret != null && secret.length < 16) {
            throw new IllegalArgumentException("secret must be 16 bytes at least");
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
