package io.github.mem0j.pgvector;

import io.github.mem0j.model.Embedding;
import io.github.mem0j.model.EmbeddingSpace;
import io.github.mem0j.model.Expiry;
import io.github.mem0j.model.MemoryChange;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.model.Relation;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.DeleteRequest;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.Limits;
import io.github.mem0j.store.ListRequest;
import io.github.mem0j.store.Provenance;
import io.github.mem0j.store.RelateRequest;
import io.github.mem0j.store.RelatedRequest;
import io.github.mem0j.store.SearchRequest;
import io.github.mem0j.store.StoreRejectedException;
import io.github.mem0j.store.UpdateRequest;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.postgresql.jdbc.PgConnection;

/**
 * Has a new connection know the statements of the usual requests: those without filter, agent and run. The operations
 * themselves build them, on behalf of nobody; what reads is also run once, which loads pgvector into the server's process
 * and fills its caches. Thread-safe.
 */
final class WarmUp implements Connector.Preparation {
    private static final Instant NOW = Instant.EPOCH;
    private static final UUID ID = new UUID(0, 1);
    private static final MemoryScope NOBODY = MemoryScope.user("mem0j warm-up");

    private final Layout layout;
    private final List<Database.Work<?>> reads;
    private final List<Database.Work<?>> writes;

    WarmUp(Layout layout, int dimensions) {
        this.layout = layout;
        EmbeddingSpace space = new EmbeddingSpace("mem0j warm-up", dimensions);
        float[] ones = new float[dimensions];
        Arrays.fill(ones, 1);
        Embedding embedding = Embedding.of(ones);
        Provenance nowhere = Provenance.of("warm-up");
        Reads reading = new Reads(layout, NOW);
        Changes changing = new Changes(layout, NOW);
        AddRequest add = AddRequest.of(NOBODY, space, NewMemory.of("warm-up", embedding));
        this.reads = List.of(
                session -> reading.get(session, GetRequest.of(NOBODY, ID)),
                session -> reading.list(session, ListRequest.of(NOBODY), nowhere),
                session -> new Search(layout, NOW).exact(session, SearchRequest.of(NOBODY, space, embedding)),
                session -> reading.related(session, RelatedRequest.of(NOBODY, ID), nowhere, Clock.systemUTC()));
        this.writes = List.of(
                session -> Adds.insert(session, layout, NOW, add),
                session -> Adds.insert(session, layout, NOW, add.withDeduplication()),
                session -> Adds.upsert(session, layout, NOW, add),
                session -> changing.update(
                        session,
                        UpdateRequest.of(NOBODY, ID, MemoryChange.none().withExpiry(Expiry.CLEAR)),
                        Limits.DEFAULT),
                session -> changing.delete(session, DeleteRequest.ids(NOBODY, ID)),
                session -> changing.relate(session, RelateRequest.of(NOBODY, Relation.of(ID, new UUID(0, 2)))));
    }

    @Override
    public void prepare(PgConnection connection) throws SQLException {
        WireTypes.prepare(connection, layout.format());
        Session rehearsal = Session.rehearsal(connection);
        Session running = Session.unbounded(connection);
        for (Database.Work<?> write : writes) {
            rehearse(write, rehearsal);
        }
        for (Database.Work<?> read : reads) {
            rehearse(read, rehearsal);
            rehearse(read, running);
        }
    }

    private static void rehearse(Database.Work<?> work, Session session) throws SQLException {
        try {
            work.on(session);
        } catch (Session.Described | StoreRejectedException e) {
            // As far as it was to come; and nobody's memories are related.
        }
    }
}
