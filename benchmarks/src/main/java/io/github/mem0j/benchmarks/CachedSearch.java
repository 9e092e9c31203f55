package io.github.mem0j.benchmarks;

import io.github.mem0j.embedded.EmbeddedMemoryStore;
import io.github.mem0j.model.Embedding;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.SearchRequest;
import io.github.mem0j.store.SearchResult;
import java.util.Base64;

/** The one answer that the caches hold: 10 hits of an owner with 200 memories of some 170 characters. */
final class CachedSearch {
    static final MemoryScope OWNER = Data.owner("alice");

    final MemoryStore store = EmbeddedMemoryStore.create();
    final float[] vector;

    CachedSearch() {
        Data data = new Data(1);
        float[][] vectors = data.vectors(200);
        store.add(AddRequest.of(OWNER, Data.SPACE, Data.memories("alice ".repeat(20), vectors)));
        vector = data.vector();
    }

    Embedding fresh() {
        return Embedding.of(vector);
    }

    static SearchRequest request(Embedding embedding) {
        return SearchRequest.of(OWNER, Data.SPACE, embedding);
    }

    SearchResult answer() {
        return store.search(request(fresh()));
    }

    /** A short key, as one would make for a cache that takes strings. */
    static String key(Embedding embedding) {
        return OWNER.user() + ":" + Data.LIMIT + ":" + Base64.getEncoder().encodeToString(embedding.digest());
    }
}
