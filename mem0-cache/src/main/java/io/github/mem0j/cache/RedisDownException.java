package io.github.mem0j.cache;

/** Redis did not answer, or was not asked since it is known to be down. For callers that do without it: no stack trace. */
final class RedisDownException extends Exception {
    private static final long serialVersionUID = 1L;

    RedisDownException(Throwable cause) {
        super(cause.getMessage(), cause, false, false);
    }

    RedisDownException(String message) {
        super(message, null, false, false);
    }
}
