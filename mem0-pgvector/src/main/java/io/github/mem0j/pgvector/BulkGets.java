package io.github.mem0j.pgvector;

import io.github.mem0j.model.Memory;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.pgvector.PgVectorBulk.Part;
import io.github.mem0j.store.BulkOutcome;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.GetResult;
import io.github.mem0j.store.Provenance;
import io.github.mem0j.store.StoreCorruptedException;
import io.github.mem0j.store.StoreRejectedException;
import io.github.mem0j.store.StoreUnavailableException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Gets of many owners: one query for those with embeddings, one for those without. */
final class BulkGets {
    private final Database database;
    private final Layout layout;
    private final Instant now;
    private final Provenance provenance;

    BulkGets(Database database, Layout layout, Instant now, Provenance provenance) {
        this.database = database;
        this.layout = layout;
        this.now = now;
        this.provenance = provenance;
    }

    /** Settles all. */
    void run(List<Part<GetRequest, GetResult>> parts) {
        for (boolean withEmbeddings : new boolean[] {false, true}) {
            together(parts.stream()
                    .filter(part -> part.request.withEmbeddings() == withEmbeddings)
                    .toList());
        }
    }

    private void together(List<Part<GetRequest, GetResult>> all) {
        List<Part<GetRequest, GetResult>> parts =
                all.stream().filter(Part::hasTime).toList();
        if (parts.size() < 2) {
            parts.forEach(this::alone);
            return;
        }
        List<GetRequest> requests = parts.stream().map(part -> part.request).toList();
        int ids = requests.stream().mapToInt(request -> request.ids().size()).sum();
        if (ids > Adds.MOST_BY_ARRAYS) {
            int half = parts.size() / 2;
            together(parts.subList(0, half));
            together(parts.subList(half, parts.size()));
            return;
        }
        try {
            List<Map<UUID, Memory>> found =
                    database.read("get", database.latest(requests), session -> query(session, requests));
            for (int i = 0; i < parts.size(); i++) {
                parts.get(i)
                        .settle(BulkOutcome.of(new GetResult(
                                requests.get(i).ids().stream()
                                        .map(found.get(i)::get)
                                        .filter(Objects::nonNull)
                                        .toList(),
                                provenance)));
            }
        } catch (StoreUnavailableException e) {
            parts.forEach(part -> part.settle(BulkOutcome.failed(e)));
        } catch (StoreRejectedException | StoreCorruptedException e) {
            parts.forEach(this::alone);
        }
    }

    private void alone(Part<GetRequest, GetResult> part) {
        if (part.hasTime()) {
            part.settle(BulkOutcome.ofCall(() -> database.read(
                    "get",
                    part.request.deadline(),
                    session -> new GetResult(new Reads(layout, now).get(session, part.request), provenance))));
        }
    }

    /** Each id is looked up by the primary key, whatever the planner thinks of the tables' size. */
    private List<Map<UUID, Memory>> query(Session session, List<GetRequest> requests) throws SQLException {
        List<MemoryRows> rows = requests.stream()
                .map(request -> new MemoryRows(layout, request.scope(), request.withEmbeddings()))
                .toList();
        List<GetRequest> asking = new ArrayList<>();
        List<Long> numbers = new ArrayList<>();
        List<UUID> ids = new ArrayList<>();
        for (int i = 0; i < requests.size(); i++) {
            for (UUID id : requests.get(i).ids()) {
                asking.add(requests.get(i));
                numbers.add((long) i);
                ids.add(id);
            }
        }
        Query query = new Query()
                .add(
                        "SELECT " + rows.get(0).columns() + ", i.n FROM unnest(?::bigint[], ?::bytea[], ?::text[],"
                                + " ?::text[], ?::uuid[]) AS i(n, owner, agent, run, id) CROSS JOIN LATERAL (SELECT *"
                                + " FROM " + layout.names().memory() + " m WHERE m.owner = i.owner AND m.id = i.id AND"
                                + " (i.agent IS NULL OR m.agent = i.agent) AND (i.run IS NULL OR m.run = i.run) AND ",
                        Query.binary(BinaryArrays.numbers(numbers)),
                        Query.binary(BinaryArrays.byteStrings(asking.stream()
                                .map(request -> Layout.ownerHash(request.scope().ownerKey()))
                                .toList())),
                        Query.binary(BinaryArrays.texts(scopes(asking, MemoryScope::agent))),
                        Query.binary(BinaryArrays.texts(scopes(asking, MemoryScope::run))),
                        Query.binary(BinaryArrays.uuids(ids)))
                .add(layout.alive("m", now))
                .add(" OFFSET 0) m");
        return session.query(query, result -> {
            List<Map<UUID, Memory>> found = new ArrayList<>();
            requests.forEach(request -> found.add(new HashMap<>()));
            while (result.next()) {
                int number = result.getInt(rows.get(0).next());
                Memory memory = rows.get(number).read(result);
                found.get(number).put(memory.id(), memory);
            }
            return found;
        });
    }

    private static List<@Nullable String> scopes(
            List<GetRequest> requests, Function<MemoryScope, @Nullable String> part) {
        List<@Nullable String> parts = new ArrayList<>();
        requests.forEach(request -> parts.add(part.apply(request.scope())));
        return parts;
    }
}
