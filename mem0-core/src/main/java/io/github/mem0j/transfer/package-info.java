/**
 * Memories as text: a whole store written to and read from JSON lines, for backup, moving between backends, and the
 * embedded store's file. Thread-safe.
 *
 * <pre>{@code
 * MemoryExport.toFile(store, Path.of("memories.jsonl"));
 * MemoryImport.fromFile(Path.of("memories.jsonl"), otherStore);
 * }</pre>
 */
@NullMarked
package io.github.mem0j.transfer;

import org.jspecify.annotations.NullMarked;
