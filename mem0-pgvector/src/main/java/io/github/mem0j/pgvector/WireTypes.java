package io.github.mem0j.pgvector;

import java.sql.Types;
import java.util.List;
import org.postgresql.core.Oid;
import org.postgresql.core.QueryExecutor;
import org.postgresql.jdbc.PgConnection;

/**
 * Tells a connection which types we send in binary, and pgvector's type numbers, which it would otherwise look up: a
 * round trip for each connection and type. What the connection answers to its other users stays as it was.
 */
final class WireTypes {
    private static final List<Integer> ARRAYS =
            List.of(Oid.UUID_ARRAY, Oid.TEXT_ARRAY, Oid.BYTEA_ARRAY, Oid.TIMESTAMPTZ_ARRAY, Oid.FLOAT8_ARRAY);

    private WireTypes() {}

    /** Cheap on a connection that has been prepared before. */
    static void prepare(PgConnection connection, VectorFormat format) {
        if (connection.binaryTransferSend(format.arrayOid())) {
            return;
        }
        connection
                .getTypeInfo()
                .addCoreType(
                        format.typeName(),
                        format.oid(),
                        Types.OTHER,
                        "org.postgresql.util.PGobject",
                        format.arrayOid());
        QueryExecutor executor = connection.getQueryExecutor();
        ARRAYS.forEach(executor::addBinarySendOid);
        executor.addBinarySendOid(format.oid());
        executor.addBinarySendOid(format.arrayOid());
    }
}
