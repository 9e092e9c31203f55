package io.github.mem0j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mem0j.embedded.EmbeddedMemoryStore;
import io.github.mem0j.layer.Call;
import io.github.mem0j.layer.ForwardingMemoryStore;
import io.github.mem0j.layer.InterceptingMemoryStore;
import io.github.mem0j.model.FilterEvaluator;
import io.github.mem0j.store.AddResult;
import io.github.mem0j.store.DeleteRequest;
import io.github.mem0j.store.DeleteResult;
import io.github.mem0j.store.ListRequest;
import io.github.mem0j.store.ListResult;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.Operation;
import io.github.mem0j.store.RelateResult;
import io.github.mem0j.store.RelatedRequest;
import io.github.mem0j.store.RelatedResult;
import io.github.mem0j.store.SearchRequest;
import io.github.mem0j.store.SearchResult;
import io.github.mem0j.store.StoreRejectedException;
import io.github.mem0j.store.StoreRejectedException.Reason;
import io.github.mem0j.store.StoreResult;
import io.github.mem0j.store.UpdateRequest;
import io.github.mem0j.store.UpdateResult;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The embedded store against the naive one, over 18,000 random operations. */
class EmbeddedStorePropertyTest {
    private static final int OPERATIONS = 3_000;

    private final ManualClock clock = ManualClock.create();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 42, 4711, Long.MIN_VALUE})
    void answersAsTheNaiveStoreDoes(long seed) {
        RecordingStore recorded = RecordingStore.over(embedded(clock));
        run(seed, recorded).withScoreTolerance(0).run();
        for (Operation operation : Operation.values()) {
            assertThat(recorded.count(operation)).as("%s", operation).isGreaterThan(OPERATIONS / 20);
        }
    }

    /** What the runs never provoke, they cannot compare. */
    @Test
    void everyOutcomeOccurs() {
        Set<Object> seen = new HashSet<>();
        run(1, new InterceptingMemoryStore(embedded(clock)) {
                    @Override
                    protected <R extends StoreResult> R around(Call<R> call) {
                        try {
                            R result = call.proceed();
                            note(result, seen);
                            return result;
                        } catch (StoreRejectedException e) {
                            seen.add(e.reason());
                            throw e;
                        }
                    }
                })
                .run();
        assertThat(seen)
                .contains((Object[]) AddResult.Outcome.values())
                .contains((Object[]) UpdateResult.Outcome.values())
                .contains((Object[]) RelateResult.Outcome.values())
                .contains(Reason.ID_TAKEN, Reason.OTHER_SCOPE, Reason.OTHER_SPACE)
                .contains(Reason.VERSION_CONFLICT, Reason.UNKNOWN_ID)
                .contains("hits", "pages", "deletions", "depth 3", "capped");
    }

    private static void note(StoreResult result, Set<Object> seen) {
        if (result instanceof AddResult added) {
            added.items().forEach(item -> seen.add(item.outcome()));
        } else if (result instanceof UpdateResult updated) {
            seen.add(updated.outcome());
        } else if (result instanceof RelateResult related) {
            seen.addAll(related.outcomes());
        } else if (result instanceof SearchResult found) {
            seen.add(found.hits().size() > 5 ? "hits" : "few hits");
        } else if (result instanceof ListResult listed) {
            seen.add(listed.next() == null ? "last page" : "pages");
        } else if (result instanceof DeleteResult deleted) {
            seen.add(deleted.count() > 2 ? "deletions" : "few deletions");
        } else if (result instanceof RelatedResult reached) {
            seen.add(reached.capped() ? "capped" : "whole");
            reached.nodes().forEach(node -> seen.add("depth " + node.depth()));
        }
    }

    @Test
    void aSearchThatIgnoresExpiryIsCaught() {
        assertCaught(store -> new ForwardingMemoryStore(store) {
            private final List<SearchResult.Hit> seen = new ArrayList<>();

            @Override
            public SearchResult search(SearchRequest request) {
                SearchResult result = super.search(request);
                List<SearchResult.Hit> hits = new ArrayList<>(result.hits());
                seen.stream()
                        .filter(hit -> hit.memory().isExpired(clock.instant())
                                && request.scope().covers(hit.memory().scope())
                                && FilterEvaluator.matches(request.filter(), hit.memory()))
                        .forEach(hits::add);
                seen.addAll(result.hits());
                return new SearchResult(hits.subList(0, Math.min(hits.size(), request.limit())), result.provenance());
            }
        });
    }

    @Test
    void anUpdateThatForgetsItsExpectedVersionIsCaught() {
        assertCaught(store -> new ForwardingMemoryStore(store) {
            @Override
            public UpdateResult update(UpdateRequest request) {
                return super.update(new UpdateRequest(
                        request.scope(), request.id(), request.space(), request.change(), null, request.deadline()));
            }
        });
    }

    @Test
    void aDeleteThatLosesTheAgentIsCaught() {
        assertCaught(store -> new ForwardingMemoryStore(store) {
            @Override
            public DeleteResult delete(DeleteRequest request) {
                return super.delete(new DeleteRequest(
                        request.scope().owner(), request.selection(), request.hard(), request.deadline()));
            }
        });
    }

    @Test
    void aListThatNeverEndsItsPagesIsCaught() {
        assertCaught(store -> new ForwardingMemoryStore(store) {
            @Override
            public ListResult list(ListRequest request) {
                ListResult result = super.list(request);
                return new ListResult(result.memories(), null, result.provenance());
            }
        });
    }

    @Test
    void aWalkThatStopsOneStepEarlyIsCaught() {
        assertCaught(store -> new ForwardingMemoryStore(store) {
            @Override
            public RelatedResult related(RelatedRequest request) {
                return super.related(request.withDepth(Math.max(1, request.depth() - 1)));
            }
        });
    }

    @Test
    void aDifferenceTellsSeedStepRequestAndAnswers() {
        DifferentialRun run = run(5, FaultyStore.over(embedded(clock)).inject(Fault.CORRUPTED, Operation.GET));
        assertThatThrownBy(run::run)
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll("seed 5, step ", "GetRequest[", "expected: GetResult[", "injected CORRUPTED")
                .hasRootCauseMessage("GET meets an injected CORRUPTED");
    }

    private void assertCaught(UnaryOperator<MemoryStore> fault) {
        DifferentialRun run = run(1, fault.apply(embedded(clock)));
        assertThatThrownBy(run::run).isInstanceOf(AssertionError.class).hasMessageContaining("the stores differ");
    }

    private DifferentialRun run(long seed, MemoryStore actual) {
        return DifferentialRun.between(NaiveMemoryStore.create(clock), actual, clock)
                .withSeed(seed)
                .withOperations(OPERATIONS);
    }

    private static MemoryStore embedded(Clock clock) {
        return EmbeddedMemoryStore.builder().clock(clock).build();
    }
}
