package io.github.mem0j.pgvector;

import io.github.mem0j.pgvector.NewRows.NewRow;
import java.sql.SQLException;
import java.util.List;

/** A temporary table full of rows, gone with the transaction: what COPY cannot do by itself is done from here. */
final class Stage {
    static final String TABLE = "pg_temp.mem0j_stage";

    private Stage() {}

    static Stage fill(Session session, Layout layout, List<NewRow> rows) throws SQLException {
        session.update(new Query()
                .add("CREATE TEMPORARY TABLE mem0j_stage (LIKE "
                        + layout.names().memory() + ") ON COMMIT DROP"));
        CopyRows.into(TABLE, session, layout.format(), rows);
        return new Stage();
    }

    /** The rows, in the order in which every writer takes its locks. */
    Query source() {
        return new Query().add("SELECT " + NewRows.COLUMNS + " FROM " + TABLE + " ORDER BY owner, id");
    }
}
