package io.github.mem0j.testkit;

import io.github.mem0j.model.EmbeddingSpace;
import io.github.mem0j.store.Limits;
import java.time.Clock;

/**
 * How a suite wants the store that it asks for.
 *
 * @param clock where the store's times come from
 * @param space of all embeddings that the suite means to store, for backends that must know it beforehand
 * @param limits what sizes the store accepts
 */
public record StoreSettings(Clock clock, EmbeddingSpace space, Limits limits) {}
