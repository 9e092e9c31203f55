package io.github.mem0j.cache;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-GCM with a random nonce per message, which NIST bounds at 2³² messages a key. Thread-safe; makes a new
 * {@link Cipher} each time, since one per thread would be one per virtual thread.
 */
final class PayloadCipher {
    private static final int NONCE_LENGTH = 12;
    private static final int TAG_LENGTH = 16;

    /** How much longer a message is than what it hides. */
    static final int OVERHEAD = NONCE_LENGTH + TAG_LENGTH;

    private static final SecureRandom RANDOM = new SecureRandom();

    private final SecretKey key;
    private final int keyId;

    /**
     * A cipher.
     *
     * @throws IllegalArgumentException if the key is not an AES key of 128 or 256 bits that shows its bytes
     */
    PayloadCipher(SecretKey key) {
        byte[] bytes = key.getEncoded();
        if (!key.getAlgorithm().equals("AES") || bytes == null || (bytes.length != 16 && bytes.length != 32)) {
            throw new IllegalArgumentException("the cache is encrypted with an AES key of 128 or 256 bits, not with "
                    + (bytes == null
                            ? "one that hides its bytes"
                            : 8 * bytes.length + " bits of " + key.getAlgorithm()));
        }
        this.key = new SecretKeySpec(bytes, "AES"); // the caller may destroy the one given
        this.keyId = keyId(bytes);
    }

    /** Says which key it is, and nothing about it; never 0. */
    int keyId() {
        return keyId;
    }

    /** Appends to {@code target} the nonce, {@code plain} encrypted, and the tag over it and {@code bound}. */
    void encrypt(ByteBuffer plain, ByteBuffer target, byte[]... bound) {
        byte[] nonce = new byte[NONCE_LENGTH];
        RANDOM.nextBytes(nonce);
        try {
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, nonce, bound);
            cipher.doFinal(plain, target.put(nonce));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM does not work on this Java platform", e);
        }
    }

    /** What {@link #encrypt} hid with the same key and the same {@code bound}. */
    ByteBuffer decrypt(ByteBuffer message, byte[]... bound) throws UnreadableEntryException {
        if (message.remaining() < OVERHEAD) {
            throw UnreadableEntryException.corrupt();
        }
        byte[] nonce = new byte[NONCE_LENGTH];
        message.get(nonce);
        ByteBuffer plain = ByteBuffer.allocate(message.remaining() - TAG_LENGTH);
        try {
            cipher(Cipher.DECRYPT_MODE, nonce, bound).doFinal(message, plain);
        } catch (AEADBadTagException e) {
            throw UnreadableEntryException.corrupt();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM does not work on this Java platform", e);
        }
        return plain.flip();
    }

    private Cipher cipher(int mode, byte[] nonce, byte[]... bound) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(8 * TAG_LENGTH, nonce));
        for (byte[] part : bound) {
            cipher.updateAAD(part);
        }
        return cipher;
    }

    private static int keyId(byte[] key) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update("ms-key1".getBytes(StandardCharsets.US_ASCII));
            int id = ByteBuffer.wrap(digest.digest(key)).getInt();
            return id == 0 ? 1 : id; // 0 says "not encrypted"
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
