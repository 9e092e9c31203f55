package io.github.mem0j.pgvector;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.store.MemoryStoreException;
import io.github.mem0j.store.StoreCorruptedException;
import io.github.mem0j.store.StoreRejectedException;
import io.github.mem0j.store.StoreUnavailableException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;
import org.postgresql.util.ServerErrorMessage;

class FailuresTest {
    private static final String TEXT = "drinks oolong";

    @ParameterizedTest
    @CsvSource({
        "42P01, ERROR, REJECTED, initSchema",
        "42703, ERROR, REJECTED, initSchema",
        "42501, ERROR, REJECTED, grant",
        "22021, ERROR, REJECTED, refused",
        "54000, ERROR, REJECTED, refused",
        "53100, ERROR, NOT_APPLIED, disk",
        "57014, ERROR, NOT_APPLIED, time",
        "25006, ERROR, NOT_APPLIED, primary",
        "40P01, ERROR, NOT_APPLIED, failed",
        "57P01, FATAL, UNKNOWN, failed",
        "57P01, ERROR, UNKNOWN, failed",
        "08006, , UNKNOWN, failed",
        "58030, PANIC, UNKNOWN, failed",
        "XX001, ERROR, CORRUPTED, damaged",
        "XX002, ERROR, CORRUPTED, damaged",
        "XX000, ERROR, NOT_APPLIED, failed",
    })
    void meansWhatItMeans(String state, String severity, String kind, String word) {
        SQLException failure = failure(state, severity);
        MemoryStoreException translated = Failures.translate(failure, "add", true);
        assertThat(translated).hasMessageContainingAll("add", word);
        assertThat(kind(translated)).isEqualTo(kind);
        assertThat(kind(Failures.translate(failure, "add", false)))
                .as("with nothing under way")
                .isEqualTo(kind.equals("UNKNOWN") ? "NOT_APPLIED" : kind);
    }

    /** The server's details quote the row. */
    @Test
    void detailsStayOut() {
        Throwable cause = Failures.translate(failure("23505", "ERROR"), "add", true);
        while (cause != null) {
            assertThat(cause.toString()).doesNotContain(TEXT);
            cause = cause.getCause();
        }
    }

    @Test
    void onlyTimingIsWorthRepeating() {
        assertThat(Failures.isWorthRepeating(failure("40001", "ERROR"))).isTrue();
        assertThat(Failures.isWorthRepeating(failure("40P01", "ERROR"))).isTrue();
        assertThat(Failures.isWorthRepeating(failure("23505", "ERROR"))).isFalse();
        assertThat(Failures.isWorthRepeating(new SQLException("no state"))).isFalse();
    }

    private static SQLException failure(String state, String severity) {
        return severity == null
                ? new PSQLException("I/O error", PSQLState.CONNECTION_FAILURE)
                : new PSQLException(new ServerErrorMessage("S" + severity + "\0C" + state
                        + "\0Mthe server's words\0DFailing row contains (" + TEXT + ")\0\0"));
    }

    private static String kind(MemoryStoreException failure) {
        return failure instanceof StoreUnavailableException down
                ? down.outcome().name()
                : failure instanceof StoreRejectedException
                        ? "REJECTED"
                        : failure instanceof StoreCorruptedException ? "CORRUPTED" : failure.toString();
    }
}
