package io.github.mem0j.pgvector;

import io.github.mem0j.model.Memory;
import io.github.mem0j.model.MemoryScope;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Memories from rows: the columns that are asked for, and how they are read, in one place. */
final class MemoryRows {
    static final String COLUMNS =
            "m.id, m.agent, m.run, m.content, m.metadata, m.created_at, m.updated_at, m.expires_at, m.version";

    /** How many columns a memory takes at least. */
    private static final int EMBEDDING = 10;

    private final Layout layout;
    private final MemoryScope owner;
    private final boolean withEmbeddings;

    /** @param scope whose memories these are; agent and run come from the rows */
    MemoryRows(Layout layout, MemoryScope scope, boolean withEmbeddings) {
        this.layout = layout;
        this.owner = scope.owner();
        this.withEmbeddings = withEmbeddings;
    }

    /** The select list for a table that the query calls {@code m}; more columns may follow. */
    String columns() {
        return withEmbeddings ? COLUMNS + ", " + layout.bytesOf("m.embedding") : COLUMNS;
    }

    /** The first column after {@link #columns()}. */
    int next() {
        return withEmbeddings ? EMBEDDING + 1 : EMBEDDING;
    }

    Memory read(ResultSet row) throws SQLException {
        return new Memory(
                (UUID) row.getObject(1),
                scope(row.getString(2), row.getString(3)),
                row.getString(4),
                MetadataJson.read(row.getString(5)),
                time(row, 6),
                time(row, 7),
                row.getObject(8) == null ? null : time(row, 8),
                row.getLong(9),
                withEmbeddings ? layout.format().decode(row.getBytes(EMBEDDING)) : null);
    }

    private MemoryScope scope(@Nullable String agent, @Nullable String run) {
        return agent == null && run == null ? owner : new MemoryScope(owner.tenant(), owner.user(), agent, run);
    }

    /** A timestamp that is not null. */
    static Instant time(ResultSet row, int column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
