package io.github.mem0j.neo4j;

/**
 * Labels and types, quoted for statements.
 *
 * @param memory label of memories
 * @param owner label of the nodes that stand for owners and are locked by their writers
 * @param space label of the node that names the embedding space
 * @param relation type of relationships
 */
record Names(String memory, String owner, String space, String relation) {
    static Names of(String label, String relationshipType) {
        return new Names(quoted(label), quoted(label + "Owner"), quoted(label + "Space"), quoted(relationshipType));
    }

    /** The name of a constraint or index on memories. */
    String index(String suffix) {
        return memory.substring(0, memory.length() - 1) + "_" + suffix + "`";
    }

    private static String quoted(String name) {
        return "`" + name.replace("`", "``") + "`";
    }
}
