package io.github.mem0j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.model.Relation;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.DeleteRequest;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.ListRequest;
import io.github.mem0j.store.Provenance;
import io.github.mem0j.store.RelateRequest;
import io.github.mem0j.store.RelatedRequest;
import io.github.mem0j.store.ScanRequest;
import io.github.mem0j.store.StoreResult;
import io.github.mem0j.store.UpdateRequest;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What every result says of itself, and that nobody can change it afterwards. */
public interface ProvenanceContract extends ContractFixture {
    default void assertFullAnswer(StoreResult result) {
        Provenance provenance = result.provenance();
        assertThat(provenance.source()).as("source").isNotBlank();
        assertThat(provenance.age()).as("age").isGreaterThanOrEqualTo(Duration.ZERO);
        assertThat(provenance.degradations()).as("degradations").isEmpty();
        assertThat(provenance.storable()).as("storable").isTrue();
    }

    @Test
    default void readsSayWhereTheirAnswersComeFrom() {
        MemoryScope scope = someone();
        UUID id = remember(scope, "here");

        assertFullAnswer(store().get(GetRequest.of(scope, id)));
        assertFullAnswer(store().search(searchFor(scope)));
        assertFullAnswer(store().list(ListRequest.of(scope)));
        assertFullAnswer(store().related(RelatedRequest.of(scope, id)));
    }

    @Test
    default void emptyAnswersSayWhereTheyComeFrom() {
        MemoryScope nobody = someone();

        assertFullAnswer(store().get(GetRequest.of(nobody, UUID.randomUUID())));
        assertFullAnswer(store().search(searchFor(nobody)));
        assertFullAnswer(store().list(ListRequest.of(nobody)));
    }

    @Test
    default void writesSayWhereTheirAnswersComeFrom() {
        MemoryScope scope = someone();
        NewMemory a = memory("a");
        NewMemory b = memory("b");

        assertFullAnswer(store().add(AddRequest.of(scope, SPACE, a, b)));
        assertFullAnswer(store().update(UpdateRequest.of(scope, a.id(), UpdateContract.SEEN)));
        assertFullAnswer(store().update(UpdateRequest.of(someone(), a.id(), UpdateContract.SEEN)));
        assertFullAnswer(store().relate(RelateRequest.of(scope, Relation.of(a.id(), b.id()))));
        assertFullAnswer(store().delete(DeleteRequest.everything(scope)));
        assertFullAnswer(store().delete(DeleteRequest.everything(someone())));
    }

    @Test
    default void resultsCannotBeChanged() {
        MemoryScope scope = someone();
        NewMemory a = memory("a");
        NewMemory b = memory("b");

        List<Collection<?>> answered = List.of(
                add(scope, a, b).items(),
                relate(scope, Relation.of(a.id(), b.id())),
                store().get(GetRequest.of(scope, a.id())).memories(),
                search(scope),
                store().list(ListRequest.of(scope)).memories(),
                walk(scope, a.id()).nodes(),
                admin().scan(ScanRequest.all()).memories());

        for (Collection<?> each : answered) {
            assertThatThrownBy(each::clear).isInstanceOf(UnsupportedOperationException.class);
        }
    }

    @Test
    default void resultsDoNotFollowLaterWrites() {
        MemoryScope scope = someone();
        UUID id = remember(scope, "before");
        var got = store().get(GetRequest.of(scope, id).includingEmbeddings());
        var found = search(scope);
        var listed = store().list(ListRequest.of(scope));

        upsert(scope, memory("after", 0, 1).withId(id));
        delete(scope, id);

        assertThat(got.memories().get(0).text()).isEqualTo("before");
        assertThat(got.memories().get(0).embedding()).isEqualTo(vector(1));
        assertThat(found.get(0).memory().text()).isEqualTo("before");
        assertThat(listed.memories()).hasSize(1);
    }
}
