package io.github.mem0j.neo4j;

import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.store.Deadline;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;
import org.neo4j.driver.AccessMode;
import org.neo4j.driver.Record;
import org.neo4j.driver.Value;
import org.neo4j.driver.async.AsyncSession;
import org.neo4j.driver.async.AsyncTransaction;

/**
 * Makes each operation see and leave one state of its owner, which Neo4j alone does not: a reader may meet a commit
 * halfway. Each owner has a node that its writers lock first. That node is {@code quiet} while no writer is about: the
 * property holds a number of its own each time. A reader looks at it before and after, in the same statement; unless it
 * was quiet throughout, it reads again under the lock. A writer that finds it quiet commits that it is no longer, before
 * it begins; a reader under the lock makes it quiet again once nobody has written for a second. Thread-safe.
 */
final class Owners {
    /**
     * What a read found.
     *
     * @param node properties
     * @param number such as a score or a depth
     */
    record Row(Value node, double number) {}

    /** What is done under an owner's lock. */
    interface Work<R> {
        R on(OwnerTransaction transaction) throws Waiting.Failed;
    }

    private static final long LOUD_MILLIS = 1_000;
    /** In {@code number}, of rows about the owner itself. */
    private static final double MARK = -1;

    /** Owners share these by hash, which at worst sends a read to the lock in vain. */
    private static final int SLOTS = 1_024;

    /** When this store last wrote to an owner. */
    private final AtomicLongArray written = new AtomicLongArray(SLOTS);

    private final OwnerQueue queue = new OwnerQueue();
    private final Graph graph;
    private final String guard;
    private final String lockToRead;
    private final String lockToWrite;
    private final String create;
    private final String announce;

    Owners(Graph graph, Names names) {
        this.graph = graph;
        String node = "(o:" + names.owner() + " {key: $p.owner})";
        guard = "MATCH " + node + " RETURN {quiet: o.quiet} AS row, " + MARK + " AS number";
        // Setting what is not there to null locks the node and changes nothing.
        lockToRead = "MATCH " + node + " SET o.lock = null WITH o SET o.quiet = CASE WHEN o.quiet IS NULL AND o.at < "
                + "timestamp() - " + LOUD_MILLIS + " THEN $p.stamp ELSE o.quiet END RETURN {} AS row, " + MARK
                + " AS number";
        lockToWrite = " " + node + " SET o.at = timestamp() RETURN o.key AS key, o.quiet AS quiet";
        create = "MERGE" + lockToWrite;
        announce = "MATCH " + node + " SET o.quiet = null";
    }

    /** @param body returns {@code row} and {@code number}, which is not negative */
    List<Row> read(String what, MemoryScope scope, @Nullable Deadline given, Cypher body) {
        Deadline deadline = graph.deadline(given);
        body.with("owner", scope.ownerKey());
        List<Row> rows = isLoud(scope.ownerKey()) ? null : readQuiet(what, body, deadline);
        if (rows == null) {
            Cypher locked = body.around(lockToRead + " UNION ALL ", "")
                    .with("stamp", ThreadLocalRandom.current().nextLong());
            rows = rows(graph.attempt(
                    AccessMode.WRITE,
                    what,
                    deadline,
                    (session, commit) ->
                            queue.await(scope.ownerKey(), deadline, () -> Graph.once(session, locked, deadline))));
        }
        return rows.stream().filter(row -> row.number() != MARK).toList();
    }

    /** Null if somebody may have written meanwhile. */
    private @Nullable List<Row> readQuiet(String what, Cypher body, Deadline deadline) {
        Cypher guarded = body.around(guard + " UNION ALL ", " UNION ALL " + guard);
        List<Row> rows = rows(graph.run(AccessMode.READ, what, guarded, deadline));
        if (rows.isEmpty() || rows.get(0).number() != MARK) {
            return List.of(); // the owner had nothing when this began
        }
        Value before = rows.get(0).node().get("quiet");
        Row last = rows.get(rows.size() - 1);
        boolean undisturbed = rows.size() > 1
                && last.number() == MARK
                && !before.isNull()
                && before.equals(last.node().get("quiet"));
        return undisturbed ? rows : null;
    }

    private boolean isLoud(String owner) {
        long at = written.get(slot(owner));
        return at != 0 && System.nanoTime() - at < TimeUnit.MILLISECONDS.toNanos(LOUD_MILLIS);
    }

    private static int slot(String owner) {
        return Math.floorMod(owner.hashCode(), SLOTS);
    }

    private static List<Row> rows(List<Record> records) {
        List<Row> rows = new ArrayList<>(records.size());
        for (Record each : records) {
            rows.add(new Row(each.get("row"), each.get("number").asDouble()));
        }
        return rows;
    }

    /** Runs work under the lock of an owner, who comes into being if need be. */
    <R> R write(String what, MemoryScope scope, @Nullable Deadline given, Work<R> work) {
        return write(what, scope.ownerKey(), create, given, work, null);
    }

    /** As {@link #write}, if there is such an owner. */
    <R> R writeIfPresent(String what, MemoryScope scope, @Nullable Deadline given, Work<R> work, R ifAbsent) {
        return write(what, scope.ownerKey(), "MATCH" + lockToWrite, given, work, ifAbsent);
    }

    private <R> R write(
            String what, String owner, String lock, @Nullable Deadline given, Work<R> work, @Nullable R ifAbsent) {
        Deadline deadline = graph.deadline(given);
        written.set(slot(owner), System.nanoTime());
        Cypher locking = new Cypher().add(lock).with("owner", owner);
        return graph.attempt(
                AccessMode.WRITE,
                what,
                deadline,
                (session, commit) -> queue.await(
                        owner, deadline, () -> lockAndWork(session, locking, owner, deadline, work, ifAbsent, commit)));
    }

    private <R> R lockAndWork(
            AsyncSession session,
            Cypher locking,
            String owner,
            Deadline deadline,
            Work<R> work,
            @Nullable R ifAbsent,
            Graph.Commit commit)
            throws Waiting.Failed {
        while (true) {
            AsyncTransaction transaction =
                    Waiting.forAnswer(session.beginTransactionAsync(Graph.bounded(deadline)), deadline);
            OwnerTransaction locked = new OwnerTransaction(transaction, deadline);
            List<Record> rows = locked.run(locking);
            if (rows.isEmpty() && ifAbsent != null) {
                return ifAbsent;
            }
            boolean erasedMeanwhile = rows.get(0).get("key").isNull();
            boolean quiet = !rows.get(0).get("quiet").isNull();
            if (!erasedMeanwhile && !quiet) {
                return finish(transaction, locked, work, deadline, commit);
            }
            Waiting.forAnswer(transaction.rollbackAsync(), deadline);
            if (quiet) {
                Object unused = Graph.once(session, new Cypher().add(announce).with("owner", owner), deadline);
            }
        }
    }

    private static <R> R finish(
            AsyncTransaction transaction, OwnerTransaction locked, Work<R> work, Deadline deadline, Graph.Commit commit)
            throws Waiting.Failed {
        R result = work.on(locked);
        if (deadline.isPassed()) {
            throw new Waiting.Failed(new TimeoutException("before the commit"));
        }
        commit.asked = true;
        Waiting.forAnswer(transaction.commitAsync(), deadline);
        return result;
    }
}
