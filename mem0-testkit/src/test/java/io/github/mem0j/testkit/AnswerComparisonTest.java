package io.github.mem0j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.model.Memory;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.Metadata;
import io.github.mem0j.store.DeleteRequest;
import io.github.mem0j.store.DeleteResult;
import io.github.mem0j.store.Provenance;
import io.github.mem0j.store.RelatedRequest;
import io.github.mem0j.store.RelatedResult;
import io.github.mem0j.store.SearchRequest;
import io.github.mem0j.store.SearchResult;
import io.github.mem0j.store.StoreRejectedException;
import io.github.mem0j.store.StoreRejectedException.Reason;
import io.github.mem0j.store.StoreRequest;
import io.github.mem0j.store.StoreUnavailableException;
import io.github.mem0j.store.VersionConflictException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class AnswerComparisonTest {
    private static final MemoryScope SCOPE = MemoryScope.user("alice");
    private static final SearchRequest SEARCH = SearchRequest.of(
            SCOPE, RandomData.SPACE, RandomData.seeded(1, ManualClock.create()).embedding());
    private static final RelatedRequest RELATED = RelatedRequest.of(SCOPE, new UUID(0, 99));

    private final AnswerComparison near = new AnswerComparison(1e-6);
    private final AnswerComparison exact = new AnswerComparison(0);

    @Test
    void hitsOfNearlyTheSameScoreMayChangePlaces() {
        Answer left = hits(hit(1, 0.9), hit(2, 0.5), hit(3, 0.5));
        Answer right = hits(hit(1, 0.9), hit(3, 0.5 + 1e-9), hit(2, 0.5));
        assertThat(near.same(SEARCH, left, right)).isTrue();
        assertThat(exact.same(SEARCH, left, right)).isFalse();
        assertThat(exact.same(SEARCH, left, left)).isTrue();
    }

    @Test
    void hitsOfOtherScoresMayNot() {
        Answer left = hits(hit(1, 0.9), hit(2, 0.5));
        assertThat(near.same(SEARCH, left, hits(hit(2, 0.9), hit(1, 0.5)))).isFalse();
        assertThat(near.same(SEARCH, left, hits(hit(1, 0.9), hit(2, 0.51)))).isFalse();
        assertThat(near.same(SEARCH, left, hits(hit(1, 0.9)))).isFalse();
        assertThat(near.same(SEARCH, left, hits(hit(1, 0.9), hit(3, 0.5)))).isFalse();
    }

    @Test
    void atTheLimitWhoGotInIsOpenAmongEquals() {
        SearchRequest two = SEARCH.withLimit(2);
        Answer left = hits(hit(1, 0.9), hit(2, 0.5));
        assertThat(near.same(two, left, hits(hit(1, 0.9), hit(3, 0.5)))).isTrue();
        assertThat(near.same(two, left, hits(hit(3, 0.9), hit(2, 0.5)))).isFalse();
    }

    @Test
    void nodesOfOneDepthMayChangePlaces() {
        Answer left = nodes(node(1, 1), node(2, 2), node(3, 2));
        assertThat(near.same(RELATED, left, nodes(node(1, 1), node(3, 2), node(2, 2))))
                .isTrue();
        assertThat(near.same(RELATED, left, nodes(node(2, 1), node(1, 2), node(3, 2))))
                .isFalse();
        assertThat(near.same(RELATED, left, nodes(node(1, 1), node(4, 2), node(3, 2))))
                .isFalse();
        assertThat(near.same(RELATED, left, nodes(node(2, 2), node(1, 1), node(3, 2))))
                .isFalse();
    }

    @Test
    void inTheDepthThatALimitCutTheNumberCounts() {
        RelatedRequest two = RELATED.withLimit(2);
        Answer left = nodes(node(1, 1), node(2, 2));
        assertThat(near.same(two, left, nodes(node(1, 1), node(3, 2)))).isTrue();
        assertThat(near.same(two, left, nodes(node(1, 1), node(1, 2)))).isFalse();
        assertThat(near.same(two, left, nodes(node(4, 1), node(2, 2)))).isFalse();
        assertThat(near.same(two, left, nodes(node(1, 1)))).isFalse();
    }

    @Test
    void errorsAreTheSameByTypeAndReason() {
        assertSame(
                true, new StoreRejectedException(Reason.CLOSED, "a"), new StoreRejectedException(Reason.CLOSED, "b"));
        assertSame(
                false,
                new StoreRejectedException(Reason.CLOSED, "a"),
                new StoreRejectedException(Reason.ID_TAKEN, "a"));
        assertSame(
                false,
                new VersionConflictException(new UUID(0, 1), 1, 2),
                new VersionConflictException(new UUID(0, 1), 1, 3));
        assertSame(
                false, StoreUnavailableException.unknown("a", null), StoreUnavailableException.notApplied("a", null));
    }

    @Test
    void whereAnAnswerComesFromDoesNotCount() {
        StoreRequest delete = DeleteRequest.everything(SCOPE);
        Answer left = Answer.of(() -> new DeleteResult(3, Provenance.of("here")));
        assertThat(near.same(delete, left, Answer.of(() -> new DeleteResult(3, Provenance.of("there")))))
                .isTrue();
        assertThat(near.same(delete, left, Answer.of(() -> new DeleteResult(4, Provenance.of("here")))))
                .isFalse();
    }

    private void assertSame(boolean same, RuntimeException left, RuntimeException right) {
        assertThat(near.same(SEARCH, thrown(left), thrown(right))).isEqualTo(same);
    }

    private static Answer thrown(RuntimeException e) {
        return Answer.of(() -> {
            throw e;
        });
    }

    private static Answer hits(SearchResult.Hit... hits) {
        return Answer.of(() -> new SearchResult(List.of(hits), Provenance.of("test")));
    }

    private static Answer nodes(RelatedResult.Node... nodes) {
        return Answer.of(() -> new RelatedResult(Arrays.asList(nodes), false, Provenance.of("test")));
    }

    private static SearchResult.Hit hit(int id, double score) {
        return new SearchResult.Hit(memory(id), score);
    }

    private static RelatedResult.Node node(int id, int depth) {
        return new RelatedResult.Node(memory(id), depth);
    }

    private static Memory memory(int id) {
        Instant then = Instant.EPOCH;
        return new Memory(new UUID(0, id), SCOPE, "text", Metadata.EMPTY, then, then, null, 1, null);
    }
}
