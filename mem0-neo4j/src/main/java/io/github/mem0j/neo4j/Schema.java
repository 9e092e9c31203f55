package io.github.mem0j.neo4j;

import java.util.List;

/** Constraints and indexes. Every statement about memories seeks by one of them. */
final class Schema {
    private final Names names;

    Schema(Names names) {
        this.names = names;
    }

    /** Each leaves alone what is there already. */
    List<String> statements() {
        return List.of(
                unique(names.memory(), names.index("key"), "n.owner, n.id"),
                unique(names.owner(), names.index("owner"), "n.key"),
                unique(names.space(), names.index("space"), "n.key"),
                index("live", "n.owner, n.liveUntil"),
                index("recent", "n.owner, n.createdAt, n.id"),
                index("text", "n.owner, n.textKey"),
                index("expiry", "n.liveUntil"),
                "CALL db.awaitIndexes(300)");
    }

    private static String unique(String label, String name, String properties) {
        return "CREATE CONSTRAINT " + name + " IF NOT EXISTS FOR (n:" + label + ") REQUIRE (" + properties
                + ") IS UNIQUE";
    }

    private String index(String suffix, String properties) {
        return "CREATE INDEX " + names.index(suffix) + " IF NOT EXISTS FOR (n:" + names.memory() + ") ON (" + properties
                + ")";
    }
}
