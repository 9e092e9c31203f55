/**
 * The values every operation speaks in: whose memory it is ({@link io.github.mem0j.model.MemoryScope}), what is
 * remembered ({@link io.github.mem0j.model.Memory}, {@link io.github.mem0j.model.NewMemory}), its vector
 * ({@link io.github.mem0j.model.Embedding}) and what is looked for ({@link io.github.mem0j.model.MemoryFilter}).
 *
 * <p>Everything here is immutable, validated when constructed and safe to share between threads. A caller's mistake is
 * an {@link IllegalArgumentException} or {@link NullPointerException} from the constructor, before any store is asked.
 *
 * <pre>{@code
 * MemoryScope alice = MemoryScope.user("alice").withTenant("acme");
 * MemoryFilter recentTea = MemoryFilter.where("topic").eq("tea")
 *         .and(MemoryFilter.createdAt().gte(Instant.parse("2026-01-01T00:00:00Z")));
 * }</pre>
 */
@NullMarked
package io.github.mem0j.model;

import org.jspecify.annotations.NullMarked;
