/**
 * A memory store in Neo4j 5.26 or newer: memories as nodes, relations as relationships between them. Thread-safe.
 *
 * <pre>{@code
 * try (MemoryStore store = Neo4jMemoryStore.builder()
 *         .uri("neo4j://localhost")
 *         .auth("neo4j", "secret")
 *         .initSchema()
 *         .build()) {
 *     store.get(GetRequest.of(MemoryScope.user("alice"), MemoryIds.next()));
 * }
 * }</pre>
 */
@NullMarked
package io.github.mem0j.neo4j;

import org.jspecify.annotations.NullMarked;
