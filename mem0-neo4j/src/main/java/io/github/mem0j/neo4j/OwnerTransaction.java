package io.github.mem0j.neo4j;

import io.github.mem0j.store.Deadline;
import java.util.List;
import org.neo4j.driver.Record;
import org.neo4j.driver.async.AsyncTransaction;
import org.neo4j.driver.async.ResultCursor;

/** A transaction that holds its owner's lock: nobody else changes what it sees. Not thread-safe. */
final class OwnerTransaction {
    private final AsyncTransaction transaction;
    private final Deadline deadline;

    OwnerTransaction(AsyncTransaction transaction, Deadline deadline) {
        this.transaction = transaction;
        this.deadline = deadline;
    }

    List<Record> run(Cypher cypher) throws Waiting.Failed {
        return Waiting.forAnswer(
                transaction.runAsync(cypher.text(), cypher.parameters()).thenCompose(ResultCursor::listAsync),
                deadline);
    }
}
