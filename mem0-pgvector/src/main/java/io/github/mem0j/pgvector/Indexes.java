package io.github.mem0j.pgvector;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * The indexes that searches need beyond those of the migrations, by name and definition.
 *
 * @param layout where things are
 * @param dimensions of the embeddings
 */
record Indexes(Layout layout, int dimensions) {
    /** The longest tuple of a btree on pages of 8 kB. */
    private static final int LONGEST_TUPLE = 2_704;

    /** Of a covering index's longest tuple all but the embedding: header, owner, id, longest agent and run, expiry. */
    private static final int TUPLE_WITHOUT_EMBEDDING = 592;

    /** How pgvector bounds what HNSW takes. */
    private static final int HNSW_MOST_BYTES = 8_000;

    /**
     * One index.
     *
     * @param name unquoted, in the tables' schema
     * @param definition all of {@code CREATE INDEX} that follows the name
     */
    record Index(String name, String definition) {
        String create(String how) {
            return "CREATE INDEX " + how + " " + Names.quote(name) + " " + definition;
        }
    }

    /** Whether even the longest allowed row fits. */
    boolean coverFits() {
        return TUPLE_WITHOUT_EMBEDDING + layout.format().element().storedBytes(dimensions) <= LONGEST_TUPLE;
    }

    boolean hnswFits() {
        return layout.format().element().bytesPerDimension * dimensions <= HNSW_MOST_BYTES;
    }

    /** What a policy wants to be there from the start. */
    List<Index> wanted(IndexPolicy policy, boolean cover) {
        List<Index> wanted = new ArrayList<>();
        if (cover && coverFits()) {
            wanted.add(cover());
        }
        if (policy instanceof IndexPolicy.GlobalHnsw hnsw) {
            String name = layout.names().table() + "_hnsw";
            wanted.add(new Index(name, hnsw(hnsw.m(), hnsw.efConstruction()) + " WHERE deleted_at IS NULL"));
        }
        return wanted;
    }

    /** Every column that the inner query of a search touches: one that is missing sends it to the table's rows. */
    private Index cover() {
        return new Index(
                layout.names().table() + "_cover",
                "ON " + layout.names().memory()
                        + " (owner) INCLUDE (id, agent, run, expires_at, embedding) WHERE deleted_at IS NULL");
    }

    /** One owner's own index. The hash is written out: a predicate has no parameters. */
    Index ofOwner(byte[] owner, IndexPolicy.ExactThenPartial policy) {
        String hex = HexFormat.of().formatHex(owner);
        return new Index(
                ownerPrefix() + hex.substring(0, 16),
                hnsw(policy.m(), policy.efConstruction()) + " WHERE owner = '\\x" + hex
                        + "'::bytea AND deleted_at IS NULL");
    }

    /** How the names of owners' indexes begin. */
    String ownerPrefix() {
        return layout.names().table() + "_ann_";
    }

    private String hnsw(int m, int efConstruction) {
        return "ON " + layout.names().memory() + " USING hnsw (embedding " + Names.quote(layout.vectorSchema()) + "."
                + layout.format().typeName() + "_cosine_ops) WITH (m = " + m + ", ef_construction = " + efConstruction
                + ")";
    }
}
