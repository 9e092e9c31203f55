package io.github.mem0j.testkit;

import io.github.mem0j.model.EmbeddingSpace;
import io.github.mem0j.model.Memory;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.store.ScanPage;
import io.github.mem0j.store.ScanRequest;
import io.github.mem0j.store.StoreAdmin;
import io.github.mem0j.store.StoredMemory;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/** The admin of a {@link NaiveMemoryStore}. Scans go by owner key, then by id. */
final class NaiveAdmin implements StoreAdmin {
    /** The store's lock around a piece of work, and its refusal once closed. */
    interface Exclusively {
        <R> R run(Supplier<R> body);
    }

    private final NaiveRows rows;
    private final NaiveSpace space;
    private final Exclusively exclusively;

    NaiveAdmin(NaiveRows rows, NaiveSpace space, Exclusively exclusively) {
        this.rows = rows;
        this.space = space;
        this.exclusively = exclusively;
    }

    @Override
    public ScanPage scan(ScanRequest request) {
        return exclusively.run(() -> {
            ScanRequest.Cursor after = request.after();
            List<StoredMemory> rest = rows
                    .select(row -> rows.isLive(row)
                            && (request.scope() == null || NaiveRows.covers(request.scope(), row))
                            && (after == null || isAfter(row.memory(), after)))
                    .stream()
                    .sorted(Comparator.comparing(
                                    (NaiveRows.Row row) -> row.memory().scope().ownerKey())
                            .thenComparing(NaiveRows.Row::memory, NaiveRows.BY_ID))
                    .map(row -> new StoredMemory(row.memory(), row.deduplicated(), rows.outgoing(row.memory())))
                    .toList();
            if (rest.size() <= request.limit()) {
                return new ScanPage(rest, null);
            }
            Memory last = rest.get(request.limit() - 1).memory();
            return new ScanPage(
                    rest.subList(0, request.limit()),
                    new ScanRequest.Cursor(last.scope().ownerKey(), last.id()));
        });
    }

    private static boolean isAfter(Memory memory, ScanRequest.Cursor cursor) {
        int owner = memory.scope().ownerKey().compareTo(cursor.ownerKey());
        return owner > 0
                || (owner == 0 && memory.id().toString().compareTo(cursor.id().toString()) > 0);
    }

    @Override
    public void restore(EmbeddingSpace embeddings, List<StoredMemory> memories) {
        exclusively.run(() -> {
            memories.forEach(stored ->
                    embeddings.require(Objects.requireNonNull(stored.memory().embedding())));
            if (!memories.isEmpty()) {
                space.claim(embeddings);
            }
            memories.forEach(this::restore);
            return true;
        });
    }

    private void restore(StoredMemory stored) {
        Memory memory = stored.memory();
        String owner = memory.scope().ownerKey();
        rows.select(row -> row.memory().id().equals(memory.id())
                        && row.memory().scope().ownerKey().equals(owner)
                        && !rows.isLive(row))
                .forEach(row -> rows.delete(row, true)); // what has expired leaves no relations
        if (stored.deduplicated()) { // only one can answer for a text
            rows.select(row -> row.memory().scope().equals(memory.scope())
                            && row.memory().text().equals(memory.text()))
                    .forEach(row -> rows.put(new NaiveRows.Row(row.memory(), false, row.hidden())));
        }
        rows.put(new NaiveRows.Row(memory, stored.deduplicated(), false));
    }

    @Override
    public long erase(MemoryScope scope) {
        return exclusively.run(() -> {
            long live = rows.live(scope).size();
            rows.select(row -> NaiveRows.covers(scope, row)).forEach(row -> rows.delete(row, true));
            return live;
        });
    }

    @Override
    public long purgeExpired() {
        return exclusively.run(() -> {
            List<NaiveRows.Row> expired = rows.select(row -> !row.hidden() && !rows.isLive(row));
            expired.forEach(row -> rows.delete(row, true));
            return (long) expired.size();
        });
    }

    @Override
    public long count(MemoryScope scope) {
        return exclusively.run(() -> (long) rows.live(scope).size());
    }

    @Override
    public long count() {
        return exclusively.run(() -> (long) rows.select(rows::isLive).size());
    }

    @Override
    public Optional<EmbeddingSpace> space() {
        return exclusively.run(space::claimed);
    }

    @Override
    public void ping() {
        exclusively.run(() -> true);
    }
}
