package io.github.mem0j.pgvector;

import io.github.mem0j.store.MemoryStoreException;
import io.github.mem0j.store.StoreCorruptedException;
import io.github.mem0j.store.StoreRejectedException;
import io.github.mem0j.store.StoreRejectedException.Reason;
import io.github.mem0j.store.StoreUnavailableException;
import java.sql.SQLException;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * What an {@link SQLException} means to callers. An ERROR from the server has rolled the statement back; a connection
 * that ended, or a FATAL, leaves open whether a write that was under way has been committed.
 *
 * @see <a href="https://www.postgresql.org/docs/current/errcodes-appendix.html">PostgreSQL's error codes</a>
 */
final class Failures {
    static final String UNIQUE_VIOLATION = "23505";
    static final String NOT_NULL_VIOLATION = "23502";
    static final String SERIALIZATION_FAILURE = "40001";

    /** A CHECK, an exclusion, or a trigger's RAISE: the host's own, for ours are met before. */
    private static final Set<String> CONSTRAINTS = Set.of("23514", "23P01", "P0001");

    private Failures() {}

    /** Whether the server has rolled back for reasons of timing alone, so that the same may work at once. */
    static boolean isWorthRepeating(SQLException failure) {
        String state = state(failure);
        return state.equals("40P01") || state.equals(SERIALIZATION_FAILURE);
    }

    static boolean is(SQLException failure, String state) {
        return state(failure).equals(state);
    }

    /**
     * The failure as a store reports it.
     *
     * @param mayBeApplied whether a write was under way that commits when its statement does
     */
    static MemoryStoreException translate(SQLException failure, String what, boolean mayBeApplied) {
        String state = state(failure);
        SQLException cause = withoutData(failure);
        boolean rolledBack = isError(failure);
        if (rolledBack && isMistake(state)) {
            return new StoreRejectedException(
                    Reason.UNSUPPORTED,
                    what + " was refused by PostgreSQL: " + cause.getMessage() + advice(state),
                    cause);
        }
        if (state.equals("54000")) {
            return new StoreRejectedException(
                    Reason.TOO_LARGE, what + " was refused by PostgreSQL: " + cause.getMessage(), cause);
        }
        if (state.startsWith("XX00") && rolledBack && !state.equals("XX000")) {
            return new StoreCorruptedException(what + " met damaged data: " + cause.getMessage(), cause);
        }
        String message = what + " failed: " + cause.getMessage() + advice(state) + openingAdvice(failure);
        return mayBeApplied && !rolledBack
                ? StoreUnavailableException.unknown(message, cause)
                : StoreUnavailableException.notApplied(message, cause);
    }

    private static boolean isMistake(String state) {
        return CONSTRAINTS.contains(state)
                || state.startsWith("42")
                || state.startsWith("22")
                || state.startsWith("0A")
                || state.startsWith("3F");
    }

    private static String advice(String state) {
        return switch (state) {
            case "42P01", "42703", "3F000" ->
                "; run initSchema() on the builder, or apply its migrations, and build the" + " store anew";
            case "42501" ->
                "; grant the store's role SELECT, INSERT, UPDATE and DELETE on its tables, USAGE on their"
                        + " schema, and TEMPORARY on the database";
            case "28P01", "28000" -> "; check user and password, and the server's pg_hba.conf";
            case "53100" -> "; free disk space on the database server";
            case "57014" -> "; allow more time (the request's deadline, operationTimeout) or ask for less";
            case "25006" -> "; the server or the transaction is read-only: connect to the primary";
            default -> "";
        };
    }

    private static String openingAdvice(Throwable failure) {
        if (String.valueOf(failure.getMessage()).contains("unsupported startup parameter")) {
            return "; through PgBouncer, give the builder SessionSettings.none()";
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SSLException) {
                return "; check sslmode and sslrootcert in the URL, and the server's certificate";
            }
        }
        return "";
    }

    /** Whether nothing more can be expected of the connection, whoever else may not have noticed. */
    static boolean isConnectionLost(SQLException failure) {
        String state = state(failure);
        return !isError(failure) && (state.startsWith("08") || state.startsWith("57P") || isFatal(failure));
    }

    private static boolean isFatal(SQLException failure) {
        ServerErrorMessage message = failure instanceof PSQLException server ? server.getServerErrorMessage() : null;
        return message != null && ("FATAL".equals(message.getSeverity()) || "PANIC".equals(message.getSeverity()));
    }

    /** Whether the server itself said that it has undone the statement and goes on. */
    private static boolean isError(SQLException failure) {
        return failure instanceof PSQLException server
                && server.getServerErrorMessage() != null
                && !state(failure).startsWith("57P")
                && !isFatal(failure);
    }

    private static String state(SQLException failure) {
        return failure.getSQLState() == null ? "" : failure.getSQLState();
    }

    /** The name of the constraint that was violated, if the server told it. */
    static @Nullable String constraint(SQLException failure) {
        ServerErrorMessage message = failure instanceof PSQLException server ? server.getServerErrorMessage() : null;
        return message == null ? null : message.getConstraint();
    }

    /** The server's details quote rows, which are users' memories and do not belong into logs. */
    private static SQLException withoutData(SQLException failure) {
        ServerErrorMessage message = failure instanceof PSQLException server ? server.getServerErrorMessage() : null;
        if (message == null) {
            return failure;
        }
        SQLException clean =
                new SQLException(message.getSeverity() + ": " + message.getMessage(), failure.getSQLState());
        clean.setStackTrace(failure.getStackTrace());
        return clean;
    }
}
