package io.github.mem0j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.layer.Call;
import io.github.mem0j.layer.ForwardingMemoryStore;
import io.github.mem0j.layer.InterceptingMemoryStore;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.GetResult;
import io.github.mem0j.store.ListRequest;
import io.github.mem0j.store.ListResult;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.Provenance;
import io.github.mem0j.store.RelateRequest;
import io.github.mem0j.store.RelateResult;
import io.github.mem0j.store.SearchRequest;
import io.github.mem0j.store.SearchResult;
import io.github.mem0j.store.StoreResult;
import io.github.mem0j.store.StoreUnavailableException;
import io.github.mem0j.store.UpdateRequest;
import io.github.mem0j.store.UpdateResult;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The laws hold for layers that keep them, and each broken layer is caught by the law it breaks. */
class LayerLawsTest {
    @Nested
    class OfAForwardingLayer extends LayerLaws {
        @Override
        protected MemoryStore layerOver(MemoryStore inner) {
            return new ForwardingMemoryStore(inner) {};
        }
    }

    @Nested
    class OfAnInterceptingLayer extends LayerLaws {
        @Override
        protected MemoryStore layerOver(MemoryStore inner) {
            return new InterceptingMemoryStore(inner) {
                @Override
                protected <R extends StoreResult> R around(Call<R> call) {
                    return call.proceed();
                }
            };
        }
    }

    @Nested
    class OfTheRecordingStore extends LayerLaws {
        @Override
        protected MemoryStore layerOver(MemoryStore inner) {
            return RecordingStore.over(inner);
        }
    }

    @Nested
    class OfTheFaultyStore extends LayerLaws {
        @Override
        protected MemoryStore layerOver(MemoryStore inner) {
            return FaultyStore.over(inner);
        }
    }

    @Test
    void aFaultlessLayerBreaksNone() {
        assertThat(LawBreaks.of(inner -> new ForwardingMemoryStore(inner) {})).isEmpty();
    }

    @Test
    void anEmptyAnswerInPlaceOfAFailureIsCaught() {
        assertThat(LawBreaks.of(inner -> new ForwardingMemoryStore(inner) {
                    @Override
                    public SearchResult search(SearchRequest request) {
                        try {
                            return super.search(request);
                        } catch (RuntimeException e) {
                            return new SearchResult(List.of(), Provenance.of("nowhere"));
                        }
                    }
                }))
                .containsExactlyInAnyOrder("aTypedExceptionPassesUnchanged", "anyOtherExceptionIsNotSwallowed");
    }

    @Test
    void anOutcomeMadeUpIsCaught() {
        assertThat(LawBreaks.of(inner -> new ForwardingMemoryStore(inner) {
                    @Override
                    public UpdateResult update(UpdateRequest request) {
                        try {
                            return super.update(request);
                        } catch (StoreUnavailableException e) {
                            throw StoreUnavailableException.notApplied("surely nothing happened", e);
                        }
                    }
                }))
                .containsExactly("aTypedExceptionPassesUnchanged");
    }

    @Test
    void widenedProvenanceIsCaught() {
        assertThat(LawBreaks.of(inner -> new InterceptingMemoryStore(inner) {
                    @Override
                    @SuppressWarnings("unchecked")
                    protected <R extends StoreResult> R around(Call<R> call) {
                        return (R) call.proceed().withProvenance(Provenance.of("stub"));
                    }
                }))
                .containsExactlyInAnyOrder("provenanceIsOnlyNarrowed", "anAnswerThatMustNotBeStoredIsAskedForAnew");
    }

    @Test
    void aCacheThatKeepsWhateverComesIsCaught() {
        assertThat(LawBreaks.of(inner -> new ForwardingMemoryStore(inner) {
                    private final Map<GetRequest, GetResult> known = new ConcurrentHashMap<>();

                    @Override
                    public GetResult get(GetRequest request) {
                        return known.computeIfAbsent(request, super::get);
                    }
                }))
                .containsExactlyInAnyOrder(
                        "anAnswerThatMustNotBeStoredIsAskedForAnew", "aReadThatAsksForTheBackendReachesItEachTime");
    }

    @Test
    void aWriteAnsweredWithoutTheBackendIsCaught() {
        assertThat(LawBreaks.of(inner -> new ForwardingMemoryStore(inner) {
                    @Override
                    public RelateResult relate(RelateRequest request) {
                        List<RelateResult.Outcome> all =
                                Collections.nCopies(request.relations().size(), RelateResult.Outcome.MISSING_ENDPOINT);
                        return new RelateResult(all, Provenance.of("stub"));
                    }
                }))
                .contains("anOperationReachesTheStoreBelowAndItsAnswerComesBack", "aWriteReachesTheStoreBelowEachTime");
    }

    @Test
    void aChangedRequestIsCaught() {
        UnaryOperator<MemoryStore> widening = inner -> new ForwardingMemoryStore(inner) {
            @Override
            public SearchResult search(SearchRequest request) {
                return super.search(request.withLimit(1_000));
            }
        };
        assertThat(LawBreaks.of(widening)).containsExactly("aRequestKeepsItsMeaning");
        assertThat(LawBreaks.of(widening, Optional.of("asks for more than it answers with")))
                .isEmpty();
    }

    @Test
    void aForgottenDeadlineIsCaught() {
        assertThat(LawBreaks.of(inner -> new ForwardingMemoryStore(inner) {
                    @Override
                    public GetResult get(GetRequest request) {
                        return super.get(
                                GetRequest.of(request.scope(), request.ids()).includingEmbeddings());
                    }
                }))
                .containsExactlyInAnyOrder(
                        "aDeadlineReachesTheStoreBelowNoLater", "readOptionsReachTheStoreBelowNoWeaker");
    }

    @Test
    void aForgottenCloseIsCaught() {
        assertThat(LawBreaks.of(inner -> new ForwardingMemoryStore(inner) {
                    @Override
                    public void close() {}
                }))
                .containsExactly("closingReachesTheStoreBelowAndIsHarmlessTwice");
    }

    @Test
    void anUnwrapThatKeepsToItselfIsCaught() {
        assertThat(LawBreaks.of(inner -> new ForwardingMemoryStore(inner) {
                    @Override
                    public <T> Optional<T> unwrap(Class<T> type) {
                        return type.isInstance(this) ? Optional.of(type.cast(this)) : Optional.empty();
                    }
                }))
                .containsExactlyInAnyOrder(
                        "unwrapFindsLayerBackendAndAdmin",
                        "eraseReachesTheBackend",
                        "operatorsCallsPassUnchanged",
                        "operatorsFailuresPassUnchanged");
    }

    @Test
    void anEraseThatStaysInTheLayerIsCaught() {
        assertThat(LawBreaks.of(inner -> new InterceptingMemoryStore(inner) {
                    @Override
                    protected <R extends StoreResult> R around(Call<R> call) {
                        return call.proceed();
                    }

                    @Override
                    @SuppressWarnings("unchecked")
                    protected <T> T aroundAdmin(String name, Supplier<T> call) {
                        return name.equals("erase") ? (T) (Object) 3L : call.get();
                    }
                }))
                .contains("eraseReachesTheBackend")
                .doesNotContain("operatorsCallsPassUnchanged");
    }

    @Test
    void aNamelessNestIsCaught() {
        assertThat(LawBreaks.of(inner -> new ForwardingMemoryStore(inner) {
                    @Override
                    public String toString() {
                        return "Layer";
                    }
                }))
                .containsExactly("toStringPrintsTheNest");
    }

    @Test
    void aFailureRememberedIsCaught() {
        assertThat(LawBreaks.of(inner -> new ForwardingMemoryStore(inner) {
                    private final AtomicReference<RuntimeException> failure = new AtomicReference<>();

                    @Override
                    public ListResult list(ListRequest request) {
                        if (failure.get() != null) {
                            throw failure.get();
                        }
                        try {
                            return super.list(request);
                        } catch (RuntimeException e) {
                            failure.set(e);
                            throw e;
                        }
                    }
                }))
                .containsExactly("aFailureIsNotRemembered");
    }

    @Test
    @SuppressWarnings("unchecked")
    void anUnwrapThatAnswersAnythingIsCaught() {
        assertThat(LawBreaks.of(inner -> new ForwardingMemoryStore(inner) {
                    @Override
                    public <T> Optional<T> unwrap(Class<T> type) {
                        Runnable nothing = () -> {};
                        return type == Runnable.class ? Optional.of((T) nothing) : super.unwrap(type);
                    }
                }))
                .containsExactly("unwrapOfWhatIsNotThereIsEmpty");
    }
}
