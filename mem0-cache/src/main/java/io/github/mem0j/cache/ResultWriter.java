package io.github.mem0j.cache;

import io.github.mem0j.model.Memory;
import io.github.mem0j.model.Metadata;
import io.github.mem0j.store.GetResult;
import io.github.mem0j.store.ListCursor;
import io.github.mem0j.store.ListResult;
import io.github.mem0j.store.RelatedResult;
import io.github.mem0j.store.SearchResult;
import io.github.mem0j.store.StoreResult;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes answers for {@link ResultReader}: all but their provenance and the owner, whom the request names. */
final class ResultWriter {
    /** How many parts a memory is written in. */
    static final int MEMORY_PARTS = 10;

    /** How many parts a list's cursor is written in. */
    static final int CURSOR_PARTS = 4;

    private final MsgpackWriter out;

    ResultWriter(MsgpackWriter out) {
        this.out = out;
    }

    /** How many values {@link #write} writes. */
    static int parts(StoreResult result) {
        return result instanceof ListResult || result instanceof RelatedResult ? 2 : 1;
    }

    /** About as long as it will be, so that the writer need not grow; texts outside ASCII are longer. */
    static int expectedLength(StoreResult result) {
        long length = 64;
        if (result instanceof GetResult get) {
            for (Memory memory : get.memories()) {
                length += expectedLength(memory);
            }
        } else if (result instanceof SearchResult search) {
            for (SearchResult.Hit hit : search.hits()) {
                length += expectedLength(hit.memory());
            }
        } else if (result instanceof ListResult list) {
            for (Memory memory : list.memories()) {
                length += expectedLength(memory);
            }
        } else if (result instanceof RelatedResult related) {
            for (RelatedResult.Node node : related.nodes()) {
                length += expectedLength(node.memory());
            }
        }
        return (int) Math.min(length, Integer.MAX_VALUE / 2);
    }

    private static long expectedLength(Memory memory) {
        int vector = memory.embedding() == null ? 0 : 4 * memory.embedding().dimensions();
        return 128L + memory.text().length() + 40L * memory.metadata().asMap().size() + vector;
    }

    /** Writes the answer of a read. */
    void write(StoreResult result) {
        if (result instanceof GetResult get) {
            memories(get.memories());
        } else if (result instanceof SearchResult search) {
            out.array(search.hits().size());
            for (SearchResult.Hit hit : search.hits()) {
                out.array(2);
                memory(hit.memory());
                out.real(hit.score());
            }
        } else if (result instanceof ListResult list) {
            memories(list.memories());
            cursor(out, list.next());
        } else if (result instanceof RelatedResult related) {
            out.array(related.nodes().size());
            for (RelatedResult.Node node : related.nodes()) {
                out.array(2);
                memory(node.memory());
                out.integer(node.depth());
            }
            out.bool(related.capped());
        } else {
            throw new IllegalArgumentException("not the answer of a read: " + result.getClass());
        }
    }

    private void memories(List<Memory> memories) {
        out.array(memories.size());
        for (Memory memory : memories) {
            memory(memory);
        }
    }

    private void memory(Memory memory) {
        out.array(MEMORY_PARTS)
                .uuid(memory.id())
                .string(memory.scope().agent())
                .string(memory.scope().run())
                .string(memory.text());
        metadata(memory.metadata());
        out.integer(EntryHeader.micros(memory.createdAt()));
        out.integer(EntryHeader.micros(memory.updatedAt()));
        if (memory.expiresAt() == null) {
            out.nil();
        } else {
            out.integer(EntryHeader.micros(memory.expiresAt()));
        }
        out.integer(memory.version());
        if (memory.embedding() == null) {
            out.nil();
        } else {
            out.binary(memory.embedding().toBytes());
        }
    }

    private void metadata(Metadata metadata) {
        out.map(metadata.asMap().size());
        for (Map.Entry<String, Object> entry : metadata.asMap().entrySet()) {
            out.string(entry.getKey());
            if (entry.getValue() instanceof List<?> list) {
                out.array(list.size());
                for (Object element : list) {
                    scalar(element);
                }
            } else {
                scalar(entry.getValue());
            }
        }
    }

    private void scalar(Object value) {
        if (value instanceof String text) {
            out.string(text);
        } else if (value instanceof Long number) {
            out.integer(number);
        } else if (value instanceof Double number) {
            out.real(number);
        } else {
            out.bool((Boolean) value);
        }
    }

    /** Writes a cursor, or nil; to the nanosecond, since a cursor does not round and neither may its copy. */
    static void cursor(MsgpackWriter out, @Nullable ListCursor cursor) {
        if (cursor == null) {
            out.nil();
            return;
        }
        Instant createdAt = cursor.createdAt();
        out.array(CURSOR_PARTS)
                .integer(createdAt.getEpochSecond())
                .integer(createdAt.getNano())
                .uuid(cursor.id())
                .integer(cursor.query());
    }
}
