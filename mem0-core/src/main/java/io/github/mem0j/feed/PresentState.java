package io.github.mem0j.feed;

import io.github.mem0j.model.Relation;
import io.github.mem0j.store.StoredMemory;
import java.util.List;

/**
 * What there is now of memories that changed.
 *
 * @param memories those that are live, with the relations that start from them
 * @param incoming the relations that end at them and start from live memories
 */
public record PresentState(List<StoredMemory> memories, List<Relation> incoming) {
    public PresentState {
        memories = List.copyOf(memories);
        incoming = List.copyOf(incoming);
    }
}
