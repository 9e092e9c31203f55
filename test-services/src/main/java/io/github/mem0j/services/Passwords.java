package io.github.mem0j.services;

import java.math.BigInteger;
import java.security.SecureRandom;

/** Secrets of servers that live as long as a test. */
final class Passwords {
    private static final SecureRandom RANDOM = new SecureRandom();

    private Passwords() {}

    /** Letters and digits only: it goes into files of several syntaxes. */
    static String random() {
        return new BigInteger(160, RANDOM).toString(Character.MAX_RADIX);
    }
}
