package io.github.mem0j.neo4j;

import io.github.mem0j.store.MemoryStoreException;
import io.github.mem0j.store.StoreCorruptedException;
import io.github.mem0j.store.StoreRejectedException;
import io.github.mem0j.store.StoreRejectedException.Reason;
import io.github.mem0j.store.StoreUnavailableException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.neo4j.driver.exceptions.ConnectionReadTimeoutException;
import org.neo4j.driver.exceptions.Neo4jException;
import org.neo4j.driver.exceptions.ServiceUnavailableException;
import org.neo4j.driver.exceptions.SessionExpiredException;
import org.neo4j.driver.exceptions.value.ValueException;

/**
 * What the driver's exceptions mean to callers. Until its commit is asked for, a transaction has not been applied; after
 * that only the server's own word says so. The server's messages quote values, and stay out of ours.
 *
 * @see <a href="https://neo4j.com/docs/status-codes/5/errors/all-errors/">Neo4j's status codes</a>
 */
final class Failures {
    private static final String CLIENT = "Neo.ClientError.";

    private Failures() {}

    /** Whether the server has rolled back for reasons of timing alone, so that the same may work at once. */
    static boolean isWorthRepeating(Throwable failure) {
        String code = code(failure);
        return code.startsWith("Neo.TransientError.Transaction.")
                || code.equals(CLIENT + "Statement.EntityNotFound")
                || code.equals(CLIENT + "Schema.ConstraintValidationFailed");
    }

    /** Whether a connection ended; another may be sound. */
    static boolean isConnectionLost(Throwable failure) {
        return failure instanceof ServiceUnavailableException
                || failure instanceof SessionExpiredException
                || failure instanceof ConnectionReadTimeoutException;
    }

    /**
     * The failure as a store reports it.
     *
     * @param committing whether a commit was under way
     */
    static MemoryStoreException translate(Throwable failure, String what, boolean committing) {
        if (failure instanceof MemoryStoreException known) {
            return known;
        }
        if (failure instanceof ValueException) {
            return new StoreCorruptedException(what + " met a node that this library has not written", null);
        }
        if (failure instanceof TimeoutException) {
            return unavailable(
                    what + " took longer than its deadline; allow more time or ask for less", committing, null);
        }
        String code = code(failure);
        if (code.isEmpty()) {
            return unavailable(what + " failed: " + summary(failure), committing, failure);
        }
        String message = what + " failed: " + code + advice(code);
        if (isMistake(code)) {
            return new StoreRejectedException(Reason.UNSUPPORTED, message);
        }
        boolean rolledBack = code.startsWith("Neo.TransientError.Transaction.")
                || code.startsWith(CLIENT + "Transaction.")
                || code.startsWith(CLIENT + "Schema.");
        return unavailable(message, committing && !rolledBack, null);
    }

    private static StoreUnavailableException unavailable(
            String message, boolean mayBeApplied, @Nullable Throwable cause) {
        return mayBeApplied
                ? StoreUnavailableException.unknown(message, cause)
                : StoreUnavailableException.notApplied(message, cause);
    }

    private static boolean isMistake(String code) {
        return code.startsWith(CLIENT + "Statement.") || code.startsWith(CLIENT + "Procedure.");
    }

    private static String advice(String code) {
        if (code.startsWith(CLIENT + "Security.")) {
            return "; check user, password and rights";
        }
        if (code.contains("TransactionTimedOut")) {
            return "; allow more time (the request's deadline, operationTimeout) or ask for less";
        }
        if (code.contains("DatabaseNotFound")) {
            return "; check the database's name";
        }
        return code.startsWith(CLIENT + "Statement.") ? "; has initSchema() run on this database?" : "";
    }

    /** Of the driver's own exceptions, which quote addresses at most. */
    private static String summary(Throwable failure) {
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }

    /** Empty for what did not come from the server. */
    private static String code(Throwable failure) {
        String code = failure instanceof Neo4jException server ? server.code() : null;
        return code == null || !code.startsWith("Neo.") ? "" : code;
    }
}
