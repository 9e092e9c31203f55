package io.github.mem0j.pgvector;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.github.mem0j.model.Embedding;
import io.github.mem0j.model.Memory;
import io.github.mem0j.model.MemoryChange;
import io.github.mem0j.model.MemoryFilter;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.Metadata;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.model.Relation;
import io.github.mem0j.services.Postgres;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.DeleteRequest;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.ListRequest;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.RelateRequest;
import io.github.mem0j.store.RelatedRequest;
import io.github.mem0j.store.ScanRequest;
import io.github.mem0j.store.SearchRequest;
import io.github.mem0j.store.StoreAdmin;
import io.github.mem0j.store.StoredMemory;
import io.github.mem0j.store.UpdateRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Users that differ in a little only hold memories under the same ids: none ever meets another's. */
class LookAlikesIT {
    private static final UUID ONE = new UUID(1, 1);
    private static final UUID TWO = new UUID(1, 2);
    private static final Embedding VECTOR = Embedding.of(1, 2, 3, 4, 5, 6, 7, 8);

    @RegisterExtension
    static final Postgres postgres = Postgres.shared();

    private final Map<MemoryScope, String> texts = new HashMap<>();
    private MemoryStore store;

    private static List<MemoryScope> owners() {
        List<MemoryScope> owners = new ArrayList<>(List.of(
                tenant("a/b", "c"),
                tenant("a", "b/c"),
                tenant("a%2Fb", "c"),
                tenant("a", "b%2Fc"),
                tenant("a", "b"),
                tenant("b", "a"),
                MemoryScope.user("a"),
                MemoryScope.user("A"),
                MemoryScope.user("a."),
                MemoryScope.user("a%"),
                MemoryScope.user("_"),
                MemoryScope.user("a/b/c"),
                MemoryScope.user("%61"),
                MemoryScope.user("é"),
                MemoryScope.user("e\u0301"),
                MemoryScope.user("ﬁ"),
                MemoryScope.user("fi"),
                MemoryScope.user("\u0410"),
                MemoryScope.user("a\u200B"),
                tenant("null", "a"),
                tenant("a", "null"),
                MemoryScope.user("' OR 1=1 --"),
                MemoryScope.user("ß"),
                MemoryScope.user("ss")));
        Hostile hostile = new Hostile(31);
        Stream.generate(() -> hostile.scope().owner()).limit(20).forEach(owners::add);
        return owners.stream().distinct().toList();
    }

    @Test
    void neverSeeNorTouchEachOther() {
        try (HikariDataSource pool = TestPools.pool(postgres.get(), 1);
                MemoryStore opened = PgVectorMemoryStore.builder()
                        .dataSource(pool)
                        .dimensions(8)
                        .initSchema()
                        .build()) {
            store = opened;
            List<MemoryScope> owners = owners();
            for (MemoryScope owner : owners) {
                texts.put(owner, "of " + texts.size());
                store.add(AddRequest.of(owner, RoundTripCases.SPACE, memory(owner, ONE), memory(owner, TWO))
                        .withDeduplication());
                store.relate(RelateRequest.of(owner, new Relation(ONE, TWO, "type " + texts.get(owner), 1)));
            }
            owners.forEach(this::assertSeesItsOwn);
            for (MemoryScope owner : owners) {
                texts.put(owner, texts.get(owner) + "!");
                MemoryChange change = MemoryChange.none().withText(texts.get(owner), VECTOR);
                store.update(UpdateRequest.of(owner, ONE, RoundTripCases.SPACE, change));
                store.update(UpdateRequest.of(owner, TWO, RoundTripCases.SPACE, change));
            }
            owners.forEach(this::assertSeesItsOwn);
            for (int i = 0; i < owners.size(); i++) {
                assertThat(remove(owners.get(i), i % 4)).as("%s", owners.get(i)).isEqualTo(2);
                assertThat(StoreAdmin.of(store).count(owners.get(i))).isZero();
                assertThat(StoreAdmin.of(store).count()).isEqualTo(2L * (owners.size() - i - 1));
                owners.subList(i + 1, owners.size()).stream().limit(3).forEach(this::assertSeesItsOwn);
            }
        }
    }

    private long remove(MemoryScope owner, int how) {
        return switch (how) {
            case 0 -> StoreAdmin.of(store).erase(owner);
            case 1 -> store.delete(DeleteRequest.everything(owner)).count();
            case 2 -> store.delete(DeleteRequest.ids(owner, ONE, TWO).asHard()).count();
            default ->
                store.delete(DeleteRequest.matching(
                                owner, MemoryFilter.where("key").exists()))
                        .count();
        };
    }

    private void assertSeesItsOwn(MemoryScope owner) {
        assertOwn(owner, 2, store.get(GetRequest.of(owner, ONE, TWO)).memories());
        assertOwn(owner, 2, store.list(ListRequest.of(owner)).memories());
        assertOwn(
                owner,
                2,
                store.search(SearchRequest.of(owner, RoundTripCases.SPACE, VECTOR))
                        .memories());
        assertOwn(
                owner,
                1,
                store.related(RelatedRequest.of(owner, ONE).withDepth(5)).memories());
        List<StoredMemory> scanned =
                StoreAdmin.of(store).scan(ScanRequest.of(owner)).memories();
        assertOwn(owner, 2, scanned.stream().map(StoredMemory::memory).toList());
        assertThat(scanned.stream()
                        .mapToInt(stored -> stored.relations().size())
                        .sum())
                .isEqualTo(1);
        assertThat(StoreAdmin.of(store).count(owner)).isEqualTo(2);
    }

    private void assertOwn(MemoryScope owner, int count, List<Memory> found) {
        assertThat(found).as("%s", owner).hasSize(count).allSatisfy(memory -> {
            assertThat(memory.text())
                    .startsWith(texts.get(owner))
                    .endsWith(texts.get(owner).endsWith("!") ? "!" : "}");
            assertThat(memory.scope()).isEqualTo(owner);
        });
    }

    private NewMemory memory(MemoryScope owner, UUID id) {
        String text = texts.get(owner) + " {" + id.getLeastSignificantBits() + "}";
        return new NewMemory(id, text, VECTOR, Metadata.of("key", text), null, null);
    }

    private static MemoryScope tenant(String tenant, String user) {
        return MemoryScope.user(user).withTenant(tenant);
    }
}
