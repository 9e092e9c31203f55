package io.github.mem0j.pgvector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.zaxxer.hikari.HikariDataSource;
import io.github.mem0j.model.Embedding;
import io.github.mem0j.model.MemoryChange;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.Metadata;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.services.Postgres;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.ListRequest;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.MemoryStoreException;
import io.github.mem0j.store.UpdateRequest;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whatever goes wrong, neither exceptions nor logs tell what is remembered. */
class SilenceIT {
    private static final String SECRET = "drinks-oolong-at-four";
    private static final MemoryScope SCOPE = MemoryScope.user("alice");
    private static final Embedding VECTOR = Embedding.of(1, 2, 3, 4, 5, 6, 7, 0.987654f);

    @RegisterExtension
    static final Postgres postgres = Postgres.shared();

    private MemoryStore store;

    @Test
    void failuresKeepWhatTheyAreAboutToThemselves() {
        PrintStream before = System.err;
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8)); // where slf4j-simple writes
        Map<String, Throwable> failures = new LinkedHashMap<>();
        try (HikariDataSource pool = TestPools.pool(postgres.get(), 2);
                MemoryStore opened = PgVectorMemoryStore.builder()
                        .dataSource(pool)
                        .dimensions(8)
                        .initSchema()
                        .build()) {
            store = opened;
            provoke(failures);
        } finally {
            System.setErr(before);
        }
        failures.forEach((what, failure) -> {
            assertThat(failure).as(what).isInstanceOf(MemoryStoreException.class);
            assertThat(everything(failure)).as(what).doesNotContain(SECRET).doesNotContain("0.987654");
        });
        assertThat(log.toString(StandardCharsets.UTF_8)).contains("Migrating").doesNotContain(SECRET);
    }

    private void provoke(Map<String, Throwable> failures) {
        NewMemory there = memory(SECRET);
        add(AddRequest.Mode.INSERT, SCOPE, there);
        NewMemory other = new NewMemory(there.id(), SECRET + "!", VECTOR, there.metadata(), null, null);
        failures.put("ID_TAKEN", failure(() -> add(AddRequest.Mode.INSERT, SCOPE, other)));
        failures.put("OTHER_SCOPE", failure(() -> add(AddRequest.Mode.UPSERT, SCOPE.withAgent("b"), other)));
        failures.put("version", failure(() -> update(there, 7L, "x")));
        failures.put("metadata too large", failure(() -> update(there, null, SECRET.repeat(4_000))));
        failures.put(
                "text too large", failure(() -> add(AddRequest.Mode.INSERT, SCOPE, memory(SECRET.repeat(250_000)))));

        List<NewMemory> many = new ArrayList<>(RoundTripCases.memories(Adds.MOST_BY_ARRAYS));
        many.add(memory(SECRET + " 1"));
        for (String constraint : List.of("CHECK (content NOT LIKE 'drinks%') NOT VALID", "UNIQUE (content)")) {
            alter("ADD CONSTRAINT ours " + constraint);
            failures.put(constraint, failure(() -> add(AddRequest.Mode.INSERT, SCOPE, memory(SECRET))));
            failures.put(constraint + " upsert", failure(() -> add(AddRequest.Mode.UPSERT, SCOPE, memory(SECRET))));
            if (constraint.startsWith("CHECK")) {
                failures.put("COPY", failure(() -> add(AddRequest.Mode.INSERT, SCOPE, many.toArray(new NewMemory[0]))));
            }
            alter("DROP CONSTRAINT ours");
        }
        TestPools.execute(
                postgres.get(), "UPDATE mem0.memory SET metadata = '{\"" + SECRET + "\": {\"" + SECRET + "\": 1}}'");
        failures.put("foreign metadata", failure(() -> store.list(ListRequest.of(SCOPE))));
        alter("RENAME COLUMN content TO text");
        failures.put("column", failure(() -> add(AddRequest.Mode.INSERT, SCOPE, memory(SECRET))));
    }

    private static void alter(String change) {
        TestPools.execute(postgres.get(), "ALTER TABLE mem0.memory " + change);
    }

    private void add(AddRequest.Mode mode, MemoryScope scope, NewMemory... memories) {
        store.add(AddRequest.of(scope, RoundTripCases.SPACE, memories).withMode(mode));
    }

    private void update(NewMemory memory, Long version, String value) {
        MemoryChange change = MemoryChange.none().withMetadata(Metadata.of("k", value));
        store.update(new UpdateRequest(SCOPE, memory.id(), null, change, version, null));
    }

    private static NewMemory memory(String text) {
        return NewMemory.of(text, VECTOR).withMetadata(Metadata.of("key", SECRET + UUID.randomUUID()));
    }

    private static Throwable failure(Runnable call) {
        return catchThrowable(call::run);
    }

    private static String everything(Throwable failure) {
        StringBuilder all = new StringBuilder();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            all.append(cause).append('\n');
            for (Throwable suppressed : cause.getSuppressed()) {
                all.append(suppressed).append('\n');
            }
        }
        return all.toString();
    }
}
