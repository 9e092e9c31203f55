package io.github.mem0j.cache;

import io.github.mem0j.store.StoreResult;

/**
 * An answer as it was kept.
 *
 * @param header what decides whether it is still good
 * @param result the answer, with the provenance its reader gave it
 */
record Entry(EntryHeader header, StoreResult result) {}
