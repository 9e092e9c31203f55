package io.github.mem0j.embedder;

import org.jspecify.annotations.Nullable;

/** An embedder failed, or answered otherwise than {@link Embedder} promises. Messages hold no text that was embedded. */
public class EmbedderException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public EmbedderException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
