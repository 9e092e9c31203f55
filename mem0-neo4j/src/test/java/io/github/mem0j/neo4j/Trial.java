package io.github.mem0j.neo4j;

import io.github.mem0j.model.Embedding;
import io.github.mem0j.model.EmbeddingSpace;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.RelatedRequest;
import io.github.mem0j.store.RelatedResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** What tests of this module store, and how they ask for it. */
final class Trial {
    static final EmbeddingSpace SPACE = new EmbeddingSpace("m", 3);

    private Trial() {}

    static NewMemory memory(String text) {
        return NewMemory.of(text, Embedding.of(1, 2, 3));
    }

    /** As many new memories of an owner. */
    static List<UUID> add(MemoryStore store, MemoryScope scope, int count) {
        List<NewMemory> memories = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            memories.add(memory("m" + i));
        }
        return store.add(AddRequest.of(scope, SPACE, memories)).ids();
    }

    /** All within five steps. */
    static Set<UUID> reach(MemoryStore store, MemoryScope scope, UUID from) {
        return nodes(store, scope, from).stream()
                .map(node -> node.memory().id())
                .collect(Collectors.toSet());
    }

    static List<RelatedResult.Node> nodes(MemoryStore store, MemoryScope scope, UUID from) {
        return store.related(RelatedRequest.of(scope, from).withDepth(5).withLimit(1_000))
                .nodes();
    }
}
