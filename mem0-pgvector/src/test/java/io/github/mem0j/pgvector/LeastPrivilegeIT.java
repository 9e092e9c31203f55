package io.github.mem0j.pgvector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mem0j.model.Embedding;
import io.github.mem0j.model.EmbeddingSpace;
import io.github.mem0j.model.Expiry;
import io.github.mem0j.model.MemoryChange;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.model.Relation;
import io.github.mem0j.services.Postgres;
import io.github.mem0j.services.PostgresDatabase;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.DeleteRequest;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.ListRequest;
import io.github.mem0j.store.RelateRequest;
import io.github.mem0j.store.RelatedRequest;
import io.github.mem0j.store.SearchRequest;
import io.github.mem0j.store.StoreAdmin;
import io.github.mem0j.store.StoreRejectedException;
import io.github.mem0j.store.UpdateRequest;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A role that may do what the README says it needs, the extension in a schema of its own, and hostile names. */
class LeastPrivilegeIT {
    private static final String SCHEMA = "my \"mem\"; DROP\\ ${table}";
    private static final String TABLE = "Mémoire? '$1'.{}";
    private static final MemoryScope SCOPE = MemoryScope.user("u");
    private static final EmbeddingSpace SPACE = new EmbeddingSpace("m", 3);
    private static final String ROLE = "mem0j_least";

    @RegisterExtension
    static final Postgres postgres = Postgres.shared().withoutExtension();

    private static PgVectorMemoryStoreBuilder store(String user, String password) {
        return PgVectorMemoryStore.builder()
                .jdbcUrl(postgres.jdbcUrl())
                .credentials(user, password)
                .pool(PoolSettings.defaults().withSize(2))
                .schema(SCHEMA)
                .table(TABLE)
                .dimensions(3);
    }

    @Test
    void sufficesForAllOperations() {
        PostgresDatabase database = postgres.get();
        Sql.run(database, "CREATE SCHEMA \"ext ensions\"", "CREATE EXTENSION vector SCHEMA \"ext ensions\"");
        store(postgres.user(), postgres.password()).initSchema().build().close();
        String schema = Names.quote(SCHEMA);
        Sql.run(database, "DROP ROLE IF EXISTS " + ROLE, "CREATE ROLE " + ROLE + " LOGIN PASSWORD 'least'");
        try {
            Sql.run(database, "REVOKE ALL ON DATABASE \"" + database.database() + "\" FROM PUBLIC");
            Sql.run(database, "GRANT CONNECT ON DATABASE \"" + database.database() + "\" TO " + ROLE);
            assertThatThrownBy(() -> store(ROLE, "least").build())
                    .isInstanceOf(StoreRejectedException.class)
                    .hasMessageContaining("grant");
            Sql.run(
                    database,
                    "GRANT USAGE ON SCHEMA " + schema + ", \"ext ensions\" TO " + ROLE,
                    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA " + schema + " TO " + ROLE,
                    "GRANT TEMPORARY ON DATABASE \"" + database.database() + "\" TO " + ROLE);
            try (PgVectorMemoryStore store = store(ROLE, "least").build()) {
                all(store);
                assertThat(store).asString().contains(TABLE).doesNotContain("least");
            }
        } finally {
            Sql.run(database, "DROP OWNED BY " + ROLE, "DROP ROLE " + ROLE);
        }
    }

    private static void all(PgVectorMemoryStore store) {
        List<NewMemory> many = IntStream.range(0, 2_001)
                .mapToObj(i -> NewMemory.of("text " + i, Embedding.of(1, i, 0)))
                .toList();
        NewMemory one = many.get(0);
        NewMemory two = many.get(1);
        store.add(AddRequest.of(SCOPE, SPACE, many));
        store.add(AddRequest.of(SCOPE, SPACE, many).withMode(AddRequest.Mode.UPSERT));
        store.add(AddRequest.of(SCOPE, SPACE, NewMemory.of("once", Embedding.of(0, 0, 1)))
                .withDeduplication());
        assertThat(store.get(GetRequest.of(SCOPE, one.id())).memories()).hasSize(1);
        assertThat(store.search(SearchRequest.of(SCOPE, SPACE, Embedding.of(1, 0, 0)))
                        .hits())
                .hasSize(10);
        assertThat(store.list(ListRequest.of(SCOPE)).memories()).hasSize(100);
        store.update(UpdateRequest.of(SCOPE, one.id(), MemoryChange.none().withExpiry(Expiry.CLEAR)));
        store.relate(RelateRequest.of(SCOPE, Relation.of(one.id(), two.id())));
        assertThat(store.related(RelatedRequest.of(SCOPE, one.id())).nodes()).hasSize(1);
        assertThat(store.delete(DeleteRequest.ids(SCOPE, one.id()).asHard()).count())
                .isEqualTo(1);
        StoreAdmin admin = store.unwrap(StoreAdmin.class).orElseThrow();
        admin.ping();
        assertThat(admin.erase(SCOPE)).isEqualTo(2_001);
    }
}
