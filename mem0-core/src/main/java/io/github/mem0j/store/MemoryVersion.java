package io.github.mem0j.store;

import java.util.UUID;

/**
 * That a memory is there, and in which version.
 *
 * @param id the memory's
 * @param version which each change of it makes another
 */
public record MemoryVersion(UUID id, long version) {}
