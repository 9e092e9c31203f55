/**
 * Text to vectors: the {@link io.github.mem0j.embedder.Embedder} that a host supplies, and what of a memory it sees.
 *
 * <pre>{@code
 * List<Embedding> vectors = embedder.embed(List.of("likes green tea"), InputType.DOCUMENT);
 * }</pre>
 */
@NullMarked
package io.github.mem0j.embedder;

import org.jspecify.annotations.NullMarked;
