package io.github.mem0j.cache;

/** Bytes that are no answer to the request at hand; nothing of their content is in it. */
final class UnreadableEntryException extends Exception {
    private static final long serialVersionUID = 1;

    private final Reason reason;

    /** What is to be done with the bytes. */
    enum Reason {
        /** Damaged or forged: of no use to anyone. */
        CORRUPT,
        /** Of a newer format or schema, or of another encryption key: others may read it, so leave it alone. */
        SCHEMA,
        /** Of another request or owner. */
        FOREIGN
    }

    UnreadableEntryException(Reason reason) {
        // No stack trace: it is caught where it is thrown, and hostile bytes should not be dear to refuse.
        super("unreadable cache entry: " + reason, null, false, false);
        this.reason = reason;
    }

    static UnreadableEntryException corrupt() {
        return new UnreadableEntryException(Reason.CORRUPT);
    }

    Reason reason() {
        return reason;
    }
}
