package io.github.mem0j.store;

import io.github.mem0j.model.Metadata;
import io.github.mem0j.model.NewMemory;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The sizes that a backend accepts; each builder takes one. What is larger is refused with its bound named.
 *
 * @param maxTextBytes of one text in UTF-8; 4 MiB by default
 * @param maxMetadataBytes of one memory's metadata, as {@link Metadata#sizeInBytes()} counts; 64 KiB by default
 * @param maxBatch memories or relations in one request; 50,000 by default
 */
public record Limits(long maxTextBytes, long maxMetadataBytes, int maxBatch) {
    public static final Limits DEFAULT = new Limits(4L << 20, 64L << 10, 50_000);

    public Limits {
        Bounds.within("maxTextBytes", maxTextBytes, 1, Integer.MAX_VALUE);
        Bounds.within("maxMetadataBytes", maxMetadataBytes, 0, Integer.MAX_VALUE);
        Bounds.within("maxBatch", maxBatch, 1, Integer.MAX_VALUE);
    }

    public Limits withMaxTextBytes(long bytes) {
        return new Limits(bytes, maxMetadataBytes, maxBatch);
    }

    public Limits withMaxMetadataBytes(long bytes) {
        return new Limits(maxTextBytes, bytes, maxBatch);
    }

    public Limits withMaxBatch(int count) {
        return new Limits(maxTextBytes, maxMetadataBytes, count);
    }

    /**
     * Checks a request before anything of it is stored.
     *
     * @throws StoreRejectedException with reason TOO_LARGE
     */
    public void check(AddRequest request) {
        batch(request.memories().size());
        for (NewMemory memory : request.memories()) {
            text(memory.text());
            metadata(memory.metadata());
        }
    }

    /** As {@link #check(AddRequest)}; the metadata counted is that of the change alone. */
    public void check(UpdateRequest request) {
        text(request.change().text());
        metadata(request.change().metadata());
    }

    /** As {@link #check(AddRequest)}. */
    public void check(RelateRequest request) {
        batch(request.relations().size());
    }

    /** Checks what a memory's metadata has grown to. */
    public void metadata(Metadata metadata) {
        bound("metadata", metadata.sizeInBytes(), maxMetadataBytes, "maxMetadataBytes");
    }

    private void text(@Nullable String text) {
        // A char takes 1 to 3 bytes: count exactly only where it matters.
        if (text != null && text.length() > maxTextBytes / 3) {
            bound("text", text.getBytes(StandardCharsets.UTF_8).length, maxTextBytes, "maxTextBytes");
        }
    }

    private void batch(int size) {
        bound("batch", size, maxBatch, "maxBatch");
    }

    private static void bound(String what, long actual, long bound, String name) {
        if (actual > bound) {
            throw new StoreRejectedException(
                    StoreRejectedException.Reason.TOO_LARGE,
                    what + " of size " + actual + " is past the bound " + bound + "; split it, or raise Limits." + name
                            + " on the store");
        }
    }
}
