package io.github.mem0j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.BulkOutcome;
import io.github.mem0j.store.BulkStore;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.MemoryStoreException;
import io.github.mem0j.store.Operation;
import io.github.mem0j.store.StoreAdmin;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * What every layer around a {@link MemoryStore} keeps, whatever it adds: extend this and say how the layer is put on.
 * Where a kind of layer differs for a good reason, it answers one of the {@code why…} questions with that reason, and
 * the law asks for less.
 *
 * <pre>{@code
 * class TimingStoreLawsTest extends LayerLaws {
 *     protected MemoryStore layerOver(MemoryStore inner) {
 *         return new TimingStore(inner);
 *     }
 * }
 * }</pre>
 */
public abstract class LayerLaws extends LayerOperationLaws {
    /**
     * The layer, or layers, under test around {@code inner}; each time a new one, which has seen nothing yet. It must
     * not open a breaker at a first failure.
     */
    @Override
    protected abstract MemoryStore layerOver(MemoryStore inner);

    /**
     * Why requests reach the store below in another form than they were given, as where several writes are joined into
     * one; then they must still be of the same operation and owner.
     */
    @Override
    protected Optional<String> whyRequestsDiffer() {
        return Optional.empty();
    }

    /**
     * Why a failure below does not come up as it is, as where another store answers instead; then it must come up as
     * some {@link MemoryStoreException}, or as an answer that admits its degradation.
     */
    @Override
    protected Optional<String> whyFailuresDiffer() {
        return Optional.empty();
    }

    @Test
    void closingReachesTheStoreBelowAndIsHarmlessTwice() {
        Nest nest = new Nest();
        nest.layer.close();
        assertThat(nest.stub.closes()).isPositive();
        nest.layer.close();
    }

    @Test
    void toStringPrintsTheNest() {
        Nest nest = new Nest();
        assertThat(nest.layer.toString()).contains(nest.stub.toString()).isNotEqualTo(nest.stub.toString());
    }

    @Test
    void unwrapFindsLayerBackendAndAdmin() {
        Nest nest = new Nest();
        assertThat(nest.layer.unwrap(nest.layer.getClass()).map(Object.class::cast))
                .containsSame(nest.layer);
        assertThat(nest.layer.unwrap(MemoryStore.class)).containsSame(nest.layer);
        assertThat(nest.layer.unwrap(StubStore.class)).containsSame(nest.stub);
        assertThat(nest.layer.unwrap(StoreAdmin.class)).isPresent();
    }

    @Test
    void unwrapOfWhatIsNotThereIsEmpty() {
        assertThat(new Nest().layer.unwrap(Runnable.class)).isEmpty();
    }

    /** A layer that passes a bulk form up does there what it does around single calls. */
    @Test
    void aBulkFormThatIsPassedUpMeansWhatSingleCallsMean() {
        Nest nest = new Nest();
        nest.layer.unwrap(BulkStore.class).ifPresent(bulk -> {
            AddRequest add = (AddRequest) nest.samples.request(Operation.ADD);
            GetRequest get = (GetRequest) nest.samples.request(Operation.GET);
            assertThat(bulk.addAll(List.of(add, add)).stream()
                            .map(BulkOutcome::get)
                            .toList())
                    .containsOnly(nest.layer.add(add));
            assertThat(bulk.getAll(List.of(get, get)).stream()
                            .map(BulkOutcome::get)
                            .toList())
                    .containsOnly(nest.layer.get(get));
            assertThat(nest.stub.requests()).hasSize(6);
            for (MemoryStoreException failure : LawCases.failures(Operation.ADD)) {
                nest.stub.failWith(failure);
                assertThat(bulk.addAll(List.of(add, add)).stream().map(BulkOutcome::failure))
                        .hasSize(2)
                        .allSatisfy(thrown -> assertThat(thrown).hasSameClassAs(failure));
            }
        });
    }

    @Test
    void eraseReachesTheBackend() {
        Nest nest = new Nest();
        assertThat(nest.admin().erase(nest.samples.scope())).isEqualTo(3);
        assertThat(nest.stub.admin().calls()).containsOnlyOnce(List.of("erase", nest.samples.scope()));
    }

    @Test
    void operatorsCallsPassUnchanged() {
        Nest nest = new Nest();
        LawCases.AdminCalls calls = new LawCases.AdminCalls(nest.samples);
        calls.assertAnswers(nest.admin());
        assertThat(nest.stub.admin().calls()).containsExactlyElementsOf(calls.expected());
    }

    @Test
    void operatorsFailuresPassUnchanged() {
        for (MemoryStoreException failure : LawCases.failures(Operation.GET)) {
            Nest nest = new Nest();
            nest.stub.failWith(failure);
            Answer answer = Answer.of(() -> nest.admin().erase(nest.samples.scope()));
            assertThat(answer.value()).isEqualTo(Answer.essence(failure));
        }
    }
}
