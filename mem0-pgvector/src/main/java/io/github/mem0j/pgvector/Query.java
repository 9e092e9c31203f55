package io.github.mem0j.pgvector;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PGobject;

/** SQL text and what is bound to its question marks, grown together so that neither runs ahead of the other. */
final class Query {
    /** Sets one parameter. */
    interface Bind {
        void set(PreparedStatement statement, int index) throws SQLException;
    }

    private final StringBuilder sql = new StringBuilder(640);
    private final List<Bind> binds = new ArrayList<>();

    /** More text, in whose question marks {@code parameters} go: the {@link Bind}s made below. */
    Query add(String text, Bind... parameters) {
        sql.append(text);
        binds.addAll(List.of(parameters));
        return this;
    }

    Query add(Query fragment) {
        sql.append(fragment.sql);
        binds.addAll(fragment.binds);
        return this;
    }

    String sql() {
        return sql.toString();
    }

    void bind(PreparedStatement statement) throws SQLException {
        for (int i = 0; i < binds.size(); i++) {
            binds.get(i).set(statement, i + 1);
        }
    }

    static Bind text(@Nullable String value) {
        return (statement, index) -> {
            if (value == null) {
                statement.setNull(index, Types.VARCHAR);
            } else {
                statement.setString(index, value);
            }
        };
    }

    static Bind id(UUID value) {
        return (statement, index) -> statement.setObject(index, value);
    }

    static Bind bytes(byte @Nullable [] value) {
        return (statement, index) -> statement.setBytes(index, value);
    }

    static Bind time(@Nullable Instant value) {
        return (statement, index) -> {
            if (value == null) {
                statement.setNull(index, Types.TIMESTAMP_WITH_TIMEZONE);
            } else {
                statement.setObject(index, value.atOffset(ZoneOffset.UTC));
            }
        };
    }

    /** As {@code jsonb} from the start: a generic plan would turn a text into it again for each row. */
    static Bind json(String value) {
        return (statement, index) -> {
            PGobject json = new PGobject();
            json.setType("jsonb");
            json.setValue(value);
            statement.setObject(index, json);
        };
    }

    static Bind number(int value) {
        return (statement, index) -> statement.setInt(index, value);
    }

    static Bind number(@Nullable Long value) {
        return (statement, index) -> {
            if (value == null) {
                statement.setNull(index, Types.BIGINT);
            } else {
                statement.setLong(index, value);
            }
        };
    }

    static Bind real(double value) {
        return (statement, index) -> statement.setDouble(index, value);
    }

    static Bind truth(boolean value) {
        return (statement, index) -> statement.setBoolean(index, value);
    }

    static Bind binary(@Nullable BinaryValue value) {
        return (statement, index) -> {
            if (value == null) {
                statement.setNull(index, Types.OTHER);
            } else {
                statement.setObject(index, value);
            }
        };
    }
}
