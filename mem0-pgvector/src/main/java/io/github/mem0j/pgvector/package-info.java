/**
 * The store in PostgreSQL with pgvector: hand-written SQL, one round trip an operation, vectors and arrays in binary.
 * Thread-safe.
 *
 * <pre>{@code
 * MemoryStore store = PgVectorMemoryStore.builder()
 *         .jdbcUrl("jdbc:postgresql://localhost/agents")
 *         .credentials("agents", "secret")
 *         .dimensions(384)
 *         .build();
 * }</pre>
 */
@NullMarked
package io.github.mem0j.pgvector;

import org.jspecify.annotations.NullMarked;
