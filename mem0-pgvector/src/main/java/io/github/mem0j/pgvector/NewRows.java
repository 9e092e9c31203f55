package io.github.mem0j.pgvector;

import io.github.mem0j.model.Memory;
import io.github.mem0j.model.MemoryIds;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.store.AddRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Rows on their way in, in the order in which every writer takes its locks: by id, or among deduplicated ones by text.
 *
 * @param rows them
 */
record NewRows(List<NewRow> rows) {
    /**
     * One row.
     *
     * @param memory what it holds, embedding included
     * @param textHash null unless it answers for its text
     * @param createdVersion the version at which it came into being
     */
    @SuppressWarnings("ArrayRecordComponent") // rows are not compared as records
    record NewRow(Memory memory, byte @Nullable [] textHash, long createdVersion) {}

    private static final Comparator<NewRow> BY_ID =
            Comparator.comparing(row -> row.memory().id(), MemoryIds.ORDER);

    private static final Comparator<NewRow> BY_TEXT =
            (a, b) -> Arrays.compareUnsigned(a.textHash(), b.textHash()); // no null among deduplicated ones

    static NewRows of(AddRequest request, List<NewMemory> memories, Instant now) {
        return new NewRows(memories.stream()
                .map(memory -> row(request, memory, now))
                .sorted(request.deduplicate() ? BY_TEXT : BY_ID)
                .toList());
    }

    private static NewRow row(AddRequest request, NewMemory added, Instant now) {
        MemoryScope scope = request.scope();
        Memory memory = new Memory(
                added.id(),
                scope,
                added.text(),
                added.metadata(),
                added.createdAt() == null ? now : added.createdAt(),
                now,
                added.expiresAt(),
                1,
                added.embedding());
        return new NewRow(memory, request.deduplicate() ? Layout.textHash(scope, added.text()) : null, 1);
    }

    /** Whether two of them, sorted by text, hold the same. */
    boolean hasRepeatedTexts() {
        for (int i = 1; i < rows.size(); i++) {
            if (Arrays.equals(rows.get(i).textHash(), rows.get(i - 1).textHash())) {
                return true;
            }
        }
        return false;
    }

    /** The columns, in the order of the binds that {@link #source} makes. */
    static final String COLUMNS = "owner, tenant, user_id, agent, run, id, content, metadata, embedding, created_at,"
            + " updated_at, expires_at, version, created_version, text_hash";

    /** {@code SELECT} of one request's rows, from arrays. */
    Query source(Layout layout, MemoryScope scope, Instant now) {
        return new Query()
                .add(
                        "SELECT ?::bytea AS owner, ?::text AS tenant, ?::text AS user_id, ?::text AS agent, ?::text AS"
                                + " run, id, content, metadata::jsonb AS metadata, embedding, created_at,"
                                + " ?::timestamptz AS updated_at, expires_at, 1::bigint AS version, 1::bigint AS"
                                + " created_version, text_hash FROM unnest(?::uuid[], ?::text[], ?::text[], ?::"
                                + layout.vectorType() + "[], ?::timestamptz[], ?::timestamptz[], ?::bytea[]) AS"
                                + " i(id, content, metadata, embedding, created_at, expires_at, text_hash)",
                        Query.bytes(Layout.ownerHash(scope.ownerKey())),
                        Query.text(scope.tenant()),
                        Query.text(scope.user()),
                        Query.text(scope.agent()),
                        Query.text(scope.run()),
                        Query.time(now))
                .add("", columns(layout));
    }

    /** Rows of several requests of one kind, none of whose ids or texts is there twice; all owners' rows together. */
    static NewRows ofAll(List<AddRequest> requests, Instant now) {
        Comparator<NewRow> byOwner = (a, b) -> Arrays.compareUnsigned(owner(a), owner(b));
        boolean deduplicate = requests.get(0).deduplicate();
        return new NewRows(requests.stream()
                .flatMap(request -> request.memories().stream().map(memory -> row(request, memory, now)))
                .sorted(byOwner.thenComparing(deduplicate ? BY_TEXT : BY_ID))
                .toList());
    }

    private static byte[] owner(NewRow row) {
        return Layout.ownerHash(row.memory().scope().ownerKey());
    }

    /** As {@link #source(Layout, MemoryScope, Instant)}, with the scope of each row. */
    Query source(Layout layout, Instant now) {
        return new Query()
                .add(
                        "SELECT owner, tenant, user_id, agent, run, id, content, metadata::jsonb AS metadata, embedding,"
                                + " created_at, ?::timestamptz AS updated_at, expires_at, 1::bigint AS version, 1::bigint"
                                + " AS created_version, text_hash FROM unnest(?::bytea[], ?::text[], ?::text[],"
                                + " ?::text[], ?::text[], ?::uuid[], ?::text[], ?::text[], ?::"
                                + layout.vectorType() + "[], ?::timestamptz[], ?::timestamptz[], ?::bytea[]) AS"
                                + " i(owner, tenant, user_id, agent, run, id, content, metadata, embedding, created_at,"
                                + " expires_at, text_hash)",
                        Query.time(now),
                        Query.binary(BinaryArrays.byteStrings(
                                rows.stream().map(NewRows::owner).toList())),
                        Query.binary(BinaryArrays.texts(scopes(MemoryScope::tenant))),
                        Query.binary(BinaryArrays.texts(scopes(MemoryScope::user))),
                        Query.binary(BinaryArrays.texts(scopes(MemoryScope::agent))),
                        Query.binary(BinaryArrays.texts(scopes(MemoryScope::run))))
                .add("", columns(layout));
    }

    private List<@Nullable String> scopes(Function<MemoryScope, @Nullable String> part) {
        List<@Nullable String> parts = new ArrayList<>();
        rows.forEach(row -> parts.add(part.apply(row.memory().scope())));
        return parts;
    }

    private Query.Bind[] columns(Layout layout) {
        return new Query.Bind[] {
            Query.binary(BinaryArrays.uuids(column(Memory::id))),
            Query.binary(BinaryArrays.texts(column(Memory::text))),
            Query.binary(BinaryArrays.texts(column(memory -> MetadataJson.write(memory.metadata())))),
            Query.binary(BinaryArrays.embeddings(
                    column(memory -> Objects.requireNonNull(memory.embedding())), layout.format())),
            Query.binary(BinaryArrays.times(column(Memory::createdAt))),
            Query.binary(BinaryArrays.times(
                    rows.stream().map(row -> row.memory().expiresAt()).toList())),
            Query.binary(
                    BinaryArrays.byteStrings(rows.stream().map(NewRow::textHash).toList()))
        };
    }

    private <T> List<T> column(Function<Memory, T> value) {
        return rows.stream().map(row -> value.apply(row.memory())).toList();
    }
}
