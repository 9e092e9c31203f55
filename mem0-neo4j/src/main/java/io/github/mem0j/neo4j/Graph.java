package io.github.mem0j.neo4j;

import io.github.mem0j.store.Deadline;
import io.github.mem0j.store.StoreRejectedException;
import io.github.mem0j.store.StoreRejectedException.Reason;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.neo4j.driver.AccessMode;
import org.neo4j.driver.AutoCommitRetriesMode;
import org.neo4j.driver.Driver;
import org.neo4j.driver.Record;
import org.neo4j.driver.SessionConfig;
import org.neo4j.driver.TransactionConfig;
import org.neo4j.driver.async.AsyncSession;
import org.neo4j.driver.async.ResultCursor;

/**
 * Runs statements and transactions: bounds them by their deadlines, repeats what the server undid for reasons of timing,
 * and says what a failure means. Thread-safe.
 */
final class Graph implements AutoCloseable {
    /** Deadlocks and the like are tried as often in all; each is undone before it is repeated. */
    static final int TRIES = 5;

    private static final long LEAST_PAUSE_MILLIS = 10;
    private static final long LONGEST_PAUSE_MILLIS = 100;

    private final Driver driver;
    private final boolean ownDriver;
    private final String database;
    private final Duration operationTimeout;
    private volatile boolean closed;

    Graph(Driver driver, boolean ownDriver, String database, Duration operationTimeout) {
        this.driver = driver;
        this.ownDriver = ownDriver;
        this.database = database;
        this.operationTimeout = operationTimeout;
    }

    /** What is tried, and again if it is worth it. */
    interface Attempt<R> {
        R run(AsyncSession session, Commit commit) throws Waiting.Failed;
    }

    /** Whether a commit has been asked for. Not thread-safe. */
    static final class Commit {
        boolean asked;
    }

    Deadline deadline(@Nullable Deadline given) {
        return given == null ? Deadline.after(operationTimeout) : given;
    }

    /** A statement that changes nothing that matters, as a transaction of its own: nobody minds if it is repeated. */
    List<Record> run(AccessMode mode, String what, Cypher cypher, Deadline deadline) {
        return attempt(mode, what, deadline, (session, commit) -> once(session, cypher, deadline));
    }

    static List<Record> once(AsyncSession session, Cypher cypher, Deadline deadline) throws Waiting.Failed {
        return Waiting.forAnswer(
                session.runAsync(cypher.text(), cypher.parameters(), bounded(deadline))
                        .thenCompose(ResultCursor::listAsync),
                deadline);
    }

    <R> R attempt(AccessMode mode, String what, Deadline deadline, Attempt<R> attempt) {
        for (int tries = 1; ; tries++) {
            checkOpen();
            AsyncSession session = driver.session(AsyncSession.class, sessions(mode));
            Commit commit = new Commit();
            try {
                return attempt.run(session, commit);
            } catch (Waiting.Failed e) {
                boolean again = Failures.isWorthRepeating(e.reason)
                        || (Failures.isConnectionLost(e.reason) && tries == 1 && !commit.asked);
                if (!again || tries == TRIES || deadline.isPassed()) {
                    throw Failures.translate(e.reason, what, commit.asked);
                }
            } finally {
                // Rolls back what is open. Nobody waits for it: the server may be gone.
                Object unused = session.closeAsync();
            }
            pause(deadline);
        }
    }

    /** In whole milliseconds: the driver would log that it rounds others. */
    static TransactionConfig bounded(Deadline deadline) {
        long left = deadline.remaining().toMillis();
        return TransactionConfig.builder()
                .withTimeout(Duration.ofMillis(Math.max(1, left)))
                .build();
    }

    /** Who has met once shall not meet again. */
    private static void pause(Deadline deadline) {
        long pause = ThreadLocalRandom.current().nextLong(LEAST_PAUSE_MILLIS, LONGEST_PAUSE_MILLIS);
        LockSupport.parkNanos(Math.min(TimeUnit.MILLISECONDS.toNanos(pause), deadline.remainingNanos()));
    }

    /** In a cluster, reads see this driver's own writes. */
    private SessionConfig sessions(AccessMode mode) {
        return SessionConfig.builder()
                .withDatabase(database)
                .withDefaultAccessMode(mode)
                .withFetchSize(-1)
                .withBookmarkManager(driver.executableQueryBookmarkManager())
                .withAutoCommitRetriesMode(AutoCommitRetriesMode.DISABLED)
                .build();
    }

    void checkOpen() {
        if (closed) {
            throw new StoreRejectedException(Reason.CLOSED, "the store is closed; build a new one");
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            if (ownDriver) {
                driver.close();
            }
        }
    }

    @Override
    public String toString() {
        return database;
    }
}
