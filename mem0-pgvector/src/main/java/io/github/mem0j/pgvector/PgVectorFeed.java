package io.github.mem0j.pgvector;

import io.github.mem0j.feed.ChangeFeed;
import io.github.mem0j.feed.FeedLag;
import io.github.mem0j.feed.OwnerChanges;
import io.github.mem0j.feed.PresentState;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.store.Deadline;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What the triggers noted. A consumer holds its rows, and an advisory lock for each of their owners, by a transaction that
 * is open for as long as it deals with them: if its JVM dies, the server lets go of them.
 */
final class PgVectorFeed implements ChangeFeed {
    /** The transaction of one batch, dealing with it included. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final int MOST_ROWS = 1_000;

    private final Database database;
    private final Layout layout;
    private final Set<String> consumers;
    private final Supplier<Instant> clock;

    PgVectorFeed(Database database, Layout layout, Set<String> consumers, Supplier<Instant> clock) {
        this.database = database;
        this.layout = layout;
        this.consumers = consumers;
        this.clock = clock;
    }

    @Override
    public int take(String consumer, int limit, Consumer<List<OwnerChanges>> work) {
        check(consumer);
        if (limit < 1) {
            throw new IllegalArgumentException("limit must be 1 or more, but is " + limit);
        }
        return database.transaction("taking changes", Deadline.after(PATIENCE), session -> {
            List<Long> rows = new ArrayList<>();
            Map<MemoryScope, TakenChanges> byOwner = new LinkedHashMap<>();
            int count = session.query(taking(consumer, limit), row -> read(row, session, rows, byOwner));
            if (count > 0) {
                work.accept(List.copyOf(byOwner.values()));
                session.update(new Query()
                        .add(
                                "DELETE FROM " + layout.names().feed() + " WHERE consumer = ? AND seq = ANY (?)",
                                Query.text(consumer),
                                Query.binary(BinaryArrays.longs(rows))));
            }
            return count;
        });
    }

    /** The oldest rows that nobody holds, of owners whom nobody deals with; at least one row, however many ids it has. */
    private Query taking(String consumer, int limit) {
        return new Query()
                .add(
                        "WITH taken AS MATERIALIZED (SELECT seq, owner, tenant, user_id, ids, ended FROM "
                                + layout.names().feed() + " WHERE consumer = ? ORDER BY seq LIMIT ?"
                                + " FOR UPDATE SKIP LOCKED), mine AS MATERIALIZED (SELECT owner FROM"
                                + " (SELECT DISTINCT owner FROM taken) d WHERE pg_catalog.pg_try_advisory_xact_lock("
                                + "pg_catalog.hashtextextended(? || pg_catalog.encode(owner, 'hex'), 0)))"
                                + " SELECT seq, tenant, user_id, ids, ended FROM (SELECT t.*, sum(cardinality(t.ids))"
                                + " OVER (ORDER BY t.seq) - cardinality(t.ids) AS earlier FROM taken t JOIN mine USING"
                                + " (owner)) all_mine WHERE earlier < ? ORDER BY seq",
                        Query.text(consumer),
                        Query.number(Math.min(limit, MOST_ROWS)),
                        Query.text(layout.names().feed() + " " + consumer + " "),
                        Query.number(limit));
    }

    private int read(ResultSet row, Session session, List<Long> rows, Map<MemoryScope, TakenChanges> byOwner)
            throws SQLException {
        int count = 0;
        while (row.next()) {
            rows.add(row.getLong(1));
            MemoryScope owner = new MemoryScope(row.getString(2), row.getString(3), null, null);
            UUID[] ids = (UUID[]) row.getArray(4).getArray();
            byOwner.computeIfAbsent(owner, absent -> new TakenChanges(session, owner))
                    .add(ids, row.getBoolean(5));
            count += ids.length;
        }
        return count;
    }

    @Override
    public void mark(String consumer, MemoryScope owner, List<UUID> ids) {
        check(consumer);
        Query query = new Query()
                .add(
                        "INSERT INTO " + layout.names().feed()
                                + " (consumer, owner, tenant, user_id, ids, ended, since) SELECT ?, ?, ?, ?,"
                                + " array_agg(id), false, clock_timestamp() FROM (SELECT id, (row_number() OVER () - 1) / 100"
                                + " AS part FROM unnest(?::uuid[]) AS i(id)) p GROUP BY part",
                        Query.text(consumer),
                        Query.bytes(Layout.ownerHash(owner.ownerKey())),
                        Query.text(owner.tenant()),
                        Query.text(owner.user()),
                        Query.binary(BinaryArrays.uuids(ids)));
        int unused = database.statement("marking", null, session -> session.update(query));
    }

    @Override
    public FeedLag lag(String consumer) {
        check(consumer);
        Query query = new Query()
                .add(
                        "SELECT coalesce(sum(cardinality(ids)), 0), coalesce(extract(epoch FROM clock_timestamp() -"
                                + " min(since)), 0)::float8 FROM "
                                + layout.names().feed() + " WHERE consumer = ?",
                        Query.text(consumer));
        return database.read(
                "lag",
                null,
                session -> session.one(query, row -> new FeedLag(row.getLong(1), seconds(row.getDouble(2)))));
    }

    private static Duration seconds(double seconds) {
        return Duration.ofNanos((long) (Math.max(0, seconds) * 1e9));
    }

    @Override
    public boolean isCurrent(String consumer, MemoryScope owner, Duration bound) {
        check(consumer);
        String feed = layout.names().feed();
        Query query = new Query()
                .add(
                        "SELECT NOT EXISTS (SELECT FROM " + feed + " WHERE consumer = ? AND owner = ?) AND coalesce("
                                + "(SELECT since FROM " + feed + " WHERE consumer = ? ORDER BY seq LIMIT 1)"
                                + " >= clock_timestamp() - ? * interval '1 microsecond', true)",
                        Query.text(consumer),
                        Query.bytes(Layout.ownerHash(owner.ownerKey())),
                        Query.text(consumer),
                        Query.number(bound.toNanos() / 1_000));
        return database.read("looking at the feed", null, session -> session.one(query, row -> row.getBoolean(1)));
    }

    private void check(String consumer) {
        database.checkOpen();
        if (!consumers.contains(consumer)) {
            throw new IllegalArgumentException(
                    "no change feed is kept for '" + consumer + "'; name it in changeFeed(...) on the builder");
        }
    }

    /** One owner's, within the transaction that holds them. */
    private final class TakenChanges implements OwnerChanges {
        private final Session session;
        private final MemoryScope owner;
        private final Set<UUID> ids = new LinkedHashSet<>();
        private final Set<UUID> ended = new LinkedHashSet<>();

        TakenChanges(Session session, MemoryScope owner) {
            this.session = session;
            this.owner = owner;
        }

        void add(UUID[] some, boolean haveEnded) {
            ids.addAll(List.of(some));
            if (haveEnded) {
                ended.addAll(List.of(some));
            }
        }

        @Override
        public MemoryScope owner() {
            return owner;
        }

        @Override
        public List<UUID> ids() {
            return List.copyOf(ids);
        }

        @Override
        public Set<UUID> ended() {
            return Set.copyOf(ended);
        }

        @Override
        public PresentState present() {
            try {
                return new PresentRows(layout, clock.get()).read(session, owner, ids());
            } catch (SQLException e) {
                throw Failures.translate(e, "reading what changed", false);
            }
        }
    }
}
