/**
 * Memory for Java agents: text in, memories out. {@link io.github.mem0j.AgentMemory} is where to start.
 *
 * <pre>{@code
 * try (AgentMemory memory = AgentMemory.builder().embedder(embedder).build()) {
 *     UserMemory alice = memory.forUser("alice");
 *     alice.add("prefers oolong in the afternoon");
 *     SearchResult found = alice.search("what does she drink?");
 * }
 * }</pre>
 *
 * <p>Everything here is safe for use by many threads at once.
 */
@NullMarked
package io.github.mem0j;

import org.jspecify.annotations.NullMarked;
