package io.github.mem0j.pgvector;

import io.github.mem0j.model.EmbeddingSpace;
import io.github.mem0j.store.Deadline;
import io.github.mem0j.store.StoreRejectedException;
import io.github.mem0j.store.StoreRejectedException.Reason;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The one embedding space of the tables: claimed by the first memory, remembered here once known. Thread-safe. */
final class SpaceClaim {
    private final Database database;
    private final String meta;
    private final int dimensions;
    private volatile @Nullable EmbeddingSpace claimed;

    SpaceClaim(Database database, Names names, int dimensions, @Nullable String model) {
        this.database = database;
        this.meta = names.meta();
        this.dimensions = dimensions;
        this.claimed = model == null ? null : new EmbeddingSpace(model, dimensions);
    }

    /** Makes {@code wanted} the tables' space if they have none; of two at once, one wins. */
    void claim(EmbeddingSpace wanted, @Nullable Deadline deadline) {
        if (claimed == null) {
            requireDimensions(wanted);
            Query query = new Query()
                    .add("UPDATE " + meta + " SET model = ? WHERE model IS NULL", Query.text(wanted.model()));
            database.statement("claiming the embedding space", deadline, session -> session.update(query));
            find(deadline);
        }
        require(wanted, deadline);
    }

    /** Refuses requests of another space; anything goes as long as there is none. */
    void require(EmbeddingSpace wanted, @Nullable Deadline deadline) {
        EmbeddingSpace known = claimed != null ? claimed : find(deadline).orElse(null);
        if (known == null) {
            requireDimensions(wanted);
        } else if (!known.equals(wanted)) {
            throw new StoreRejectedException(
                    Reason.OTHER_SPACE,
                    "this store holds embeddings of " + known + ", the request has " + wanted
                            + "; use that model, or re-embed into a new store (AgentMemory.reembedFrom)");
        }
    }

    private void requireDimensions(EmbeddingSpace wanted) {
        if (wanted.dimensions() != dimensions) {
            throw new StoreRejectedException(
                    Reason.OTHER_SPACE,
                    "this store's tables are made for " + dimensions + " dimensions, the request has " + wanted
                            + "; use a model with that many, or other tables");
        }
    }

    /** As the tables have it, another JVM's claim included. */
    Optional<EmbeddingSpace> find(@Nullable Deadline deadline) {
        if (claimed == null) {
            Query query = new Query().add("SELECT model FROM " + meta);
            String model = database.read(
                    "reading the embedding space", deadline, session -> session.one(query, row -> row.getString(1)));
            claimed = model == null ? null : new EmbeddingSpace(model, dimensions);
        }
        return Optional.ofNullable(claimed);
    }
}
