package io.github.mem0j.examples.service;

import io.github.mem0j.embedder.EmbedderException;
import io.github.mem0j.store.StoreRejectedException;
import io.github.mem0j.store.StoreUnavailableException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Why a request has no answer, and what its sender can do about it. */
final class Problem extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final Logger log = LoggerFactory.getLogger(Problem.class);

    final int status;
    final String error;
    final String hint;

    /** Of a write that had no answer: {@code not_applied} or {@code unknown}. */
    final @Nullable String outcome;

    private Problem(int status, String error, String hint, @Nullable String outcome) {
        super(error, null, false, false);
        this.status = status;
        this.error = error;
        this.hint = hint;
        this.outcome = outcome;
    }

    static Problem of(int status, String error, String hint) {
        return new Problem(status, error, hint, null);
    }

    static Problem badRequest(String error, String hint) {
        return of(400, error, hint);
    }

    /** What became of a call; messages of stores and requests hold no memory text. */
    static Problem of(RuntimeException failure) {
        if (failure instanceof Problem problem) {
            return problem;
        }
        if (failure instanceof StoreUnavailableException down) {
            boolean unknown = down.outcome() == StoreUnavailableException.Outcome.UNKNOWN;
            return unavailable(
                    "the store cannot be asked now",
                    unknown
                            ? "it may or may not have been applied: look before you repeat it, with GET /memories"
                            : "nothing was applied: repeat it after the seconds that Retry-After says",
                    unknown ? "unknown" : "not_applied");
        }
        if (failure instanceof EmbedderException) {
            return unavailable(
                    "the embedding model cannot be asked now",
                    "nothing was applied: repeat it after the seconds that Retry-After says",
                    "not_applied");
        }
        if (failure instanceof StoreRejectedException rejected) {
            return rejected(rejected);
        }
        if (failure instanceof IllegalArgumentException) {
            return badRequest(String.valueOf(failure.getMessage()), "put that right and send it again");
        }
        UUID number = UUID.randomUUID();
        log.error("Request failed, reported as {}", number, failure);
        return of(500, "this should not have happened", "tell the operators this number: " + number);
    }

    static Problem unavailable(String error, String hint, @Nullable String outcome) {
        return new Problem(503, error, hint, outcome);
    }

    private static Problem rejected(StoreRejectedException rejected) {
        String message = String.valueOf(rejected.getMessage());
        return switch (rejected.reason()) {
            case UNKNOWN_ID -> of(404, "this user has no such memory", "GET /memories lists those there are");
            case TOO_LARGE -> of(413, message, "send less at a time");
            case CLOSED -> unavailable("the service is shutting down", "repeat it at another instance", "not_applied");
            default -> of(409, message, "see the error");
        };
    }
}
