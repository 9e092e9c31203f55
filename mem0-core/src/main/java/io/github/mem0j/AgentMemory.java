package io.github.mem0j;

import static java.util.Objects.requireNonNull;

import io.github.mem0j.async.AsyncCalls;
import io.github.mem0j.embedded.EmbeddedMemoryStore;
import io.github.mem0j.embedder.EmbeddedText;
import io.github.mem0j.embedder.Embedder;
import io.github.mem0j.model.EmbeddingSpace;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.StoreAdmin;
import io.github.mem0j.store.StoreRejectedException;
import io.github.mem0j.transfer.MemoryCopy;
import io.github.mem0j.transfer.TransferReport;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * An agent's memory: text in, memories out, verbatim. Safe for use by many threads at once; one serves a whole host.
 *
 * <pre>{@code
 * try (AgentMemory memory = AgentMemory.builder().embedder(embedder).build()) {
 *     UserMemory alice = memory.forUser("alice");
 *     alice.add("prefers oolong in the afternoon");
 *     alice.search("what does she drink?").memories();
 * }
 * }</pre>
 *
 * <p>Closing ends what this object opened: the embedded store (saved first, if it has a file) and its threads, never
 * a store or executor that was given to it.
 */
public final class AgentMemory implements AutoCloseable {
    private final MemoryStore store;
    private final boolean ownsStore;
    private final TextEmbedding embedding;
    private final @Nullable Executor executor;
    private final @Nullable AsyncCalls hostCalls;
    private final ReentrantLock callsLock = new ReentrantLock();
    private @Nullable AsyncCalls calls;

    private AgentMemory(Builder builder, Embedder embedder) {
        ownsStore = builder.store == null;
        embedding = new TextEmbedding(embedder, builder.embeddedText, builder.clock);
        executor = builder.executor;
        hostCalls = builder.calls;
        if (builder.store != null) {
            store = builder.store;
        } else if (builder.file != null) {
            store = MemoryFile.open(builder.file, builder.clock);
        } else {
            store = EmbeddedMemoryStore.builder().clock(builder.clock).build();
        }
    }

    public static Builder builder() {
        return new Builder();
    }

    /** The memories of one scope. */
    public UserMemory forUser(MemoryScope scope) {
        return new UserMemory(scope, store, embedding, this::calls);
    }

    /** The memories of a user without a tenant. */
    public UserMemory forUser(String user) {
        return forUser(MemoryScope.user(user));
    }

    /** The store underneath. */
    public MemoryStore store() {
        return store;
    }

    /**
     * Writes the file, if there is one and anything has changed since.
     *
     * @throws io.github.mem0j.store.StoreUnavailableException if it cannot be written; the old one is untouched
     */
    public void save() {
        store.unwrap(MemoryFile.class).ifPresent(MemoryFile::save);
    }

    /**
     * Takes over all live memories of another store, embedded anew by this memory's embedder: the way out after a
     * change of model. Ids, times, versions, metadata and relations are kept; what is here under the same ids is
     * replaced. Can be repeated after a failure.
     *
     * @param progress told how many memories are done, from time to time
     * @return how many memories and relations were taken over
     */
    public TransferReport reembedFrom(MemoryStore source, LongConsumer progress) {
        return MemoryCopy.copy(source, store, embedding.space(), embedding::anew, progress);
    }

    @Override
    public void close() {
        callsLock.lock();
        try {
            if (calls != null) {
                calls.close();
            }
        } finally {
            callsLock.unlock();
        }
        if (ownsStore) {
            store.close();
        }
    }

    private AsyncCalls calls() {
        if (hostCalls != null) {
            return hostCalls;
        }
        callsLock.lock();
        try {
            if (calls == null) {
                calls = executor == null ? AsyncCalls.create() : AsyncCalls.on(executor);
            }
            return calls;
        } finally {
            callsLock.unlock();
        }
    }

    @Override
    public String toString() {
        return "AgentMemory(" + store + ")";
    }

    /** Settings of an {@link AgentMemory}. Not thread-safe. */
    public static final class Builder {
        private @Nullable Embedder embedder;
        private @Nullable MemoryStore store;
        private @Nullable Path file;
        private @Nullable Executor executor;
        private @Nullable AsyncCalls calls;
        private EmbeddedText embeddedText = EmbeddedText.DATED_SPEAKER;
        private Clock clock = Clock.systemUTC();

        private Builder() {}

        /** Required: what turns text into vectors. */
        public Builder embedder(Embedder embedder) {
            this.embedder = requireNonNull(embedder, "embedder");
            return this;
        }

        /** A store or stack, which stays the caller's to close; by default an embedded store of its own. */
        public Builder store(MemoryStore store) {
            this.store = requireNonNull(store, "store");
            return this;
        }

        /**
         * A file for the embedded store: loaded by {@link #build()}, saved on {@link AgentMemory#close()} and
         * {@link AgentMemory#save()}. JSON lines, written whole beside the old file and then put in its place. One
         * AgentMemory may have it open at a time. A process that is killed loses what it had not saved.
         */
        public Builder file(Path file) {
            this.file = requireNonNull(file, "file");
            return this;
        }

        /** Where {@link UserMemory#async()} runs; by default threads of its own, see {@link AsyncCalls}. */
        public Builder executor(Executor executor) {
            this.executor = requireNonNull(executor, "executor");
            return this;
        }

        /** In place of an executor: limits, context and threads of {@link UserMemory#async()}; stays the caller's to close. */
        public Builder async(AsyncCalls calls) {
            this.calls = requireNonNull(calls, "calls");
            return this;
        }

        /** What of a memory is embedded; {@link EmbeddedText#DATED_SPEAKER} by default. */
        public Builder embeddedText(EmbeddedText embeddedText) {
            this.embeddedText = requireNonNull(embeddedText, "embeddedText");
            return this;
        }

        /** Where the time of new memories comes from; the system's by default. */
        public Builder clock(Clock clock) {
            this.clock = requireNonNull(clock, "clock");
            return this;
        }

        /**
         * Builds it.
         *
         * @throws IllegalStateException if there is no embedder, or both a store and a file, or an executor and async calls
         * @throws io.github.mem0j.store.StoreCorruptedException if the file is damaged; it is left as it is
         * @throws StoreRejectedException if the file is in use, or was made by another embedding model
         */
        public AgentMemory build() {
            if (embedder == null) {
                throw new IllegalStateException("an AgentMemory needs an embedder; call embedder(…)");
            }
            if (store != null && file != null) {
                throw new IllegalStateException("store and file exclude each other; the file is the embedded store's");
            }
            if (executor != null && calls != null) {
                throw new IllegalStateException(
                        "executor and async exclude each other; AsyncCalls has its own executor");
            }
            AgentMemory memory = new AgentMemory(this, embedder);
            if (file != null) {
                memory.requireSpace(file, embedder.space());
            }
            return memory;
        }
    }

    private void requireSpace(Path file, EmbeddingSpace wanted) {
        EmbeddingSpace found = StoreAdmin.of(store).space().orElse(wanted);
        if (!found.equals(wanted)) {
            store.close();
            throw new StoreRejectedException(
                    StoreRejectedException.Reason.OTHER_SPACE,
                    file + " holds embeddings of " + found + ", the embedder makes " + wanted
                            + "; open it with that model, or start a new file and call reembedFrom with"
                            + " MemoryImport.load of this one");
        }
    }
}
