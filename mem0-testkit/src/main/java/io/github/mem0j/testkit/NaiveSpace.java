package io.github.mem0j.testkit;

import io.github.mem0j.model.EmbeddingSpace;
import io.github.mem0j.store.StoreRejectedException;
import io.github.mem0j.store.StoreRejectedException.Reason;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The embedding space of a {@link NaiveMemoryStore}: none, then one for ever. Guarded by the store. */
final class NaiveSpace {
    private @Nullable EmbeddingSpace claimed;

    Optional<EmbeddingSpace> claimed() {
        return Optional.ofNullable(claimed);
    }

    void claim(EmbeddingSpace wanted) {
        require(wanted);
        claimed = wanted;
    }

    void require(EmbeddingSpace wanted) {
        if (claimed != null && !claimed.equals(wanted)) {
            throw new StoreRejectedException(
                    Reason.OTHER_SPACE, "the store holds embeddings of " + claimed + ", not of " + wanted);
        }
    }
}
