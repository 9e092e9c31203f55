package io.github.mem0j.neo4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.store.MemoryStoreException;
import io.github.mem0j.store.StoreCorruptedException;
import io.github.mem0j.store.StoreRejectedException;
import io.github.mem0j.store.StoreUnavailableException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.neo4j.driver.exceptions.ClientException;
import org.neo4j.driver.exceptions.Neo4jException;
import org.neo4j.driver.exceptions.ServiceUnavailableException;
import org.neo4j.driver.exceptions.SessionExpiredException;
import org.neo4j.driver.exceptions.value.Uncoercible;

class FailuresTest {
    private static final String TEXT = "a secret text";

    @ParameterizedTest
    @CsvSource({
        "Neo.ClientError.Statement.SyntaxError, REJECTED, initSchema",
        "Neo.ClientError.Procedure.ProcedureNotFound, REJECTED, failed",
        "Neo.ClientError.Security.Unauthorized, UNKNOWN, password",
        "Neo.ClientError.Transaction.TransactionTimedOut, NOT_APPLIED, more time",
        "Neo.ClientError.Database.DatabaseNotFound, UNKNOWN, name",
        "Neo.TransientError.Transaction.DeadlockDetected, NOT_APPLIED, failed",
        "Neo.TransientError.General.DatabaseUnavailable, UNKNOWN, failed",
        "Neo.DatabaseError.General.UnknownError, UNKNOWN, failed",
    })
    void meansWhatItMeansDuringACommit(String code, String kind, String word) {
        Neo4jException failure = failure(code);
        MemoryStoreException translated = Failures.translate(failure, "add", true);

        assertThat(translated).hasMessageContainingAll("add", word, code);
        assertThat(kind(translated)).isEqualTo(kind);
        assertThat(kind(Failures.translate(failure, "add", false)))
                .as("before it")
                .isEqualTo(kind.equals("UNKNOWN") ? "NOT_APPLIED" : kind);
    }

    @Test
    void lostConnectionsAndTimeLeaveACommitOpen() {
        for (Exception failure : new Exception[] {
            new ServiceUnavailableException("gone"), new SessionExpiredException("gone"), new TimeoutException()
        }) {
            assertThat(kind(Failures.translate(failure, "add", true))).isEqualTo("UNKNOWN");
            assertThat(kind(Failures.translate(failure, "add", false))).isEqualTo("NOT_APPLIED");
        }
    }

    @Test
    void strangeNodesAreCorrupted() {
        assertThat(Failures.translate(new Uncoercible("NULL", "long"), "get", false))
                .isInstanceOf(StoreCorruptedException.class);
    }

    @Test
    void onlyTimingIsWorthRepeating() {
        assertThat(Failures.isWorthRepeating(failure("Neo.TransientError.Transaction.DeadlockDetected")))
                .isTrue();
        assertThat(Failures.isWorthRepeating(failure("Neo.ClientError.Statement.SyntaxError")))
                .isFalse();
        assertThat(Failures.isWorthRepeating(new ServiceUnavailableException("gone")))
                .isFalse();
    }

    /** The server's messages quote values. */
    @Test
    void messagesOfTheServerStayOut() {
        Throwable cause = Failures.translate(failure("Neo.ClientError.Schema.ConstraintValidationFailed"), "add", true);
        while (cause != null) {
            assertThat(cause.toString()).doesNotContain(TEXT);
            cause = cause.getCause();
        }
    }

    private static Neo4jException failure(String code) {
        return new ClientException(code, "Node(1) has the property " + TEXT);
    }

    private static String kind(MemoryStoreException failure) {
        return failure instanceof StoreUnavailableException down
                ? down.outcome().name()
                : failure instanceof StoreRejectedException ? "REJECTED" : failure.toString();
    }
}
