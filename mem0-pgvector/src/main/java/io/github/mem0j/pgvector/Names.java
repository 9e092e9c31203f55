package io.github.mem0j.pgvector;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * The tables and indexes of one store, quoted: any valid identifier will do as a schema or table name.
 *
 * @param schema the schema's name, unquoted
 * @param table the memory table's name, unquoted; other names begin with it
 */
record Names(String schema, String table) {
    /** PostgreSQL cuts identifiers off after as many bytes. */
    private static final int MAX_BYTES = 63;

    /** The longest thing put behind the table's name: an index of one owner. */
    private static final int LONGEST_SUFFIX = "_ann_0123456789abcdef".length();

    Names {
        require("schema", schema, MAX_BYTES);
        require("table", table, MAX_BYTES - LONGEST_SUFFIX);
    }

    private static void require(String what, String name, int maxBytes) {
        int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        boolean storable =
                name.indexOf('\0') < 0 && StandardCharsets.UTF_8.newEncoder().canEncode(name);
        if (bytes == 0 || bytes > maxBytes || !storable) {
            throw new IllegalArgumentException(what + " name must be 1 to " + maxBytes
                    + " UTF-8 bytes without U+0000 and lone surrogates, but is '" + name + "'");
        }
    }

    String memory() {
        return qualified(table);
    }

    String relation() {
        return qualified(table + "_relation");
    }

    String ann() {
        return qualified(table + "_ann");
    }

    String meta() {
        return qualified(table + "_meta");
    }

    String feed() {
        return qualified(table + "_feed");
    }

    /** Whom the feed is kept for. */
    String consumer() {
        return qualified(table + "_consumer");
    }

    String coverIndex() {
        return table + "_cover";
    }

    /** The one HNSW index over everybody's memories. */
    String globalIndex() {
        return table + "_hnsw";
    }

    /** What the names of all indexes of one owner begin with. */
    String annPrefix() {
        return table + "_ann_";
    }

    String annIndex(byte[] owner) {
        return annPrefix() + HexFormat.of().formatHex(owner, 0, 8);
    }

    String qualified(String name) {
        return quote(schema) + "." + quote(name);
    }

    /** For definitions, where nothing can be bound; backslashes are plain there, whatever the session says. */
    static String literal(String text) {
        return (text.indexOf('\\') < 0 ? "'" : " E'")
                + text.replace("\\", "\\\\").replace("'", "''") + "'";
    }

    static String quote(String identifier) {
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }
}
