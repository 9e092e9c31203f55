package io.github.mem0j.pgvector;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** The indexes beyond the migrations': what they are called and how they are made. */
final class IndexDdl {
    /** The most bytes of a B-tree's entry. */
    private static final int MAX_BTREE_ENTRY = 2_704;

    /**
     * Of the covering index's entries without the vector's elements: header 8, owner 1 + 32, id 16, aligned to 52; agent
     * and run 4 + 256 each, aligned to 576; expiry 8, the vector's own header 8. The whole is aligned to 8.
     */
    private static final int LONGEST_WITHOUT_ELEMENTS = 8 + 576 + 8 + 8;

    /**
     * An index to be.
     *
     * @param name unquoted
     * @param definition what follows its name in CREATE INDEX
     */
    record Index(String name, String definition) {
        String create(boolean concurrently) {
            return "CREATE INDEX " + (concurrently ? "CONCURRENTLY " : "") + "IF NOT EXISTS " + Names.quote(name)
                    + definition;
        }
    }

    private final Layout layout;

    IndexDdl(Layout layout) {
        this.layout = layout;
    }

    static boolean coverFits(ElementType element, int dimensions) {
        int bytes = LONGEST_WITHOUT_ELEMENTS + element.bytesPerDimension * dimensions;
        return (bytes + 7) / 8 * 8 <= MAX_BTREE_ENTRY;
    }

    /** What a store of these settings wants beside the migrations' indexes. */
    List<Index> wanted(IndexPolicy policy, boolean covering, int dimensions) {
        List<Index> wanted = new ArrayList<>();
        if (covering && coverFits(layout.format().element(), dimensions)) {
            wanted.add(cover());
        }
        if (policy instanceof IndexPolicy.GlobalHnsw global) {
            wanted.add(new Index(
                    layout.names().globalIndex(),
                    hnsw(global.m(), global.efConstruction()) + " WHERE deleted_at IS NULL"));
        }
        return wanted;
    }

    /** All columns that the inner query of a search touches: one more, and it would have to visit the table. */
    Index cover() {
        return new Index(
                layout.names().coverIndex(),
                " ON " + layout.names().memory()
                        + " (owner) INCLUDE (id, agent, run, expires_at, embedding) WHERE deleted_at IS NULL");
    }

    /** The hash in hexadecimal is the one value that is not bound: DDL takes no parameters, and it needs no quoting. */
    Index partial(byte[] owner, IndexPolicy.ExactThenPartial policy) {
        return new Index(
                layout.names().annIndex(owner),
                hnsw(policy.m(), policy.efConstruction()) + " WHERE owner = '\\x"
                        + HexFormat.of().formatHex(owner) + "'::pg_catalog.bytea AND deleted_at IS NULL");
    }

    private String hnsw(int m, int efConstruction) {
        return " ON " + layout.names().memory() + " USING hnsw (embedding " + Names.quote(layout.vectorSchema()) + "."
                + layout.format().typeName() + "_cosine_ops) WITH (m = " + m + ", ef_construction = " + efConstruction
                + ")";
    }
}
