package io.github.mem0j.store;

import io.github.mem0j.model.Memory;
import java.time.Instant;
import java.util.UUID;

/**
 * That a memory is there, and as of which change.
 *
 * @param id the memory's
 * @param version which each change makes one higher, and which starts again once a memory has been removed for good
 * @param updatedAt when that was: it tells such a memory from the one before
 */
public record MemoryVersion(UUID id, long version, Instant updatedAt) {
    public static MemoryVersion of(Memory memory) {
        return new MemoryVersion(memory.id(), memory.version(), memory.updatedAt());
    }
}
