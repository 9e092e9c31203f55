package io.github.mem0j.testkit;

import static io.github.mem0j.model.MemoryFilter.where;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.github.mem0j.embedded.EmbeddedMemoryStore;
import io.github.mem0j.model.FilterEvaluator;
import io.github.mem0j.model.Memory;
import io.github.mem0j.model.MemoryFilter;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.Metadata;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.DeleteRequest;
import io.github.mem0j.store.ListRequest;
import io.github.mem0j.store.SearchRequest;
import io.github.mem0j.store.StoreAdmin;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The laws of filters, over random filters and memories. */
class FilterEvaluatorPropertyTest {
    private static final int FILTERS = 2_000;

    private final ManualClock clock = ManualClock.create();
    private final RandomData random = RandomData.seeded(20260101, clock);
    private final List<Memory> memories =
            Stream.generate(this::memory).limit(80).toList();

    @Test
    void agreesWithAnIndependentEvaluation() {
        int matched = 0;
        for (int i = 0; i < FILTERS; i++) {
            MemoryFilter filter = random.filter(5);
            for (Memory memory : memories) {
                boolean matches = FilterEvaluator.matches(filter, memory);
                if (matches != PlainFilter.matches(filter, memory)) {
                    fail("%s on %s is said to match: %s", filter, memory, matches);
                }
                matched += matches ? 1 : 0;
            }
        }
        assertThat(matched).as("neither all nor none").isBetween(FILTERS * 10, FILTERS * 70);
    }

    @Test
    void negationIsTheComplement() {
        for (int i = 0; i < FILTERS; i++) {
            MemoryFilter filter = random.filter(4);
            BitSet complement = matches(filter);
            complement.flip(0, memories.size());
            assertThat(matches(filter.negate())).as("%s", filter).isEqualTo(complement);
            assertThat(filter.negate().negate()).isEqualTo(filter);
        }
    }

    @Test
    void negationTurnsAndIntoOrAndBack() {
        for (int i = 0; i < FILTERS; i++) {
            List<MemoryFilter> parts = Stream.generate(() -> random.filter(3))
                    .limit(random.below(4))
                    .toList();
            List<MemoryFilter> negated =
                    parts.stream().map(MemoryFilter::negate).toList();
            assertThat(matches(MemoryFilter.and(parts).negate())).isEqualTo(matches(MemoryFilter.or(negated)));
            assertThat(matches(MemoryFilter.or(parts).negate())).isEqualTo(matches(MemoryFilter.and(negated)));
        }
    }

    @Test
    void theCanonicalFormIgnoresOrder() {
        Random shuffling = new Random(7);
        for (int i = 0; i < FILTERS; i++) {
            MemoryFilter filter = random.filter(5);
            MemoryFilter shuffled = shuffled(filter, shuffling);
            assertThat(shuffled.canonicalForm()).as("%s", filter).isEqualTo(filter.canonicalForm());
        }
    }

    @Test
    void whatDiffersInMeaningDiffersInItsCanonicalForm() {
        Map<ByteBuffer, BitSet> meanings = new HashMap<>();
        for (int i = 0; i < 5 * FILTERS; i++) {
            MemoryFilter filter = random.filter(3);
            BitSet meaning = matches(filter);
            BitSet known = meanings.put(ByteBuffer.wrap(filter.canonicalForm()), meaning);
            assertThat(known).as("%s", filter).isIn(null, meaning);
        }
        assertThat(meanings).hasSizeGreaterThan(FILTERS);
    }

    @Test
    void longsAreExactBesideDoubles() {
        Memory greatest = with(Metadata.of("n", Long.MAX_VALUE));
        double oneMore = 0x1p63; // which is also what Long.MAX_VALUE rounds to
        assertThat(FilterEvaluator.matches(where("n").eq(oneMore), greatest)).isFalse();
        assertThat(FilterEvaluator.matches(where("n").in(oneMore, 1L), greatest))
                .isFalse();
        assertThat(FilterEvaluator.matches(where("n").gte(oneMore), greatest)).isFalse();
        assertThat(FilterEvaluator.matches(where("n").lt(oneMore), greatest)).isTrue();
        assertThat(FilterEvaluator.matches(where("n").eq(Long.MAX_VALUE), greatest))
                .isTrue();
        assertThat(FilterEvaluator.matches(where("n").eq(Long.MAX_VALUE - 1), greatest))
                .isFalse();
        assertThat(FilterEvaluator.matches(where("n").gt(Long.MAX_VALUE), with(Metadata.of("n", oneMore))))
                .isTrue();
        assertThat(FilterEvaluator.matches(where("n").eq(Long.MIN_VALUE), with(Metadata.of("n", -0x1p63))))
                .isTrue();
        assertThat(FilterEvaluator.matches(where("n").eq(0x1p53), with(Metadata.of("n", (1L << 53) + 1))))
                .isFalse();
    }

    @Test
    void unequalMatchesWhatLacksTheKey() {
        Memory bare = with(Metadata.EMPTY);
        for (int i = 0; i < FILTERS; i++) {
            Object scalar = random.scalar();
            assertThat(FilterEvaluator.matches(where(random.key()).ne(random.value()), bare))
                    .isTrue();
            assertThat(FilterEvaluator.matches(where(random.key()).nin(scalar), bare))
                    .isTrue();
            assertThat(FilterEvaluator.matches(where(random.key()).eq(scalar), bare))
                    .isFalse();
            assertThat(FilterEvaluator.matches(where(random.key()).in(scalar), bare))
                    .isFalse();
        }
    }

    @Test
    void noFilterWidensAScope() {
        for (int round = 0; round < 200; round++) {
            EmbeddedMemoryStore store = filledForAllOwners();
            StoreAdmin admin = StoreAdmin.of(store);
            for (int i = 0; i < 20; i++) {
                MemoryScope scope = random.scope();
                MemoryFilter filter = random.filter(4);
                SearchRequest search = SearchRequest.of(scope, RandomData.SPACE, random.embedding())
                        .withLimit(1_000)
                        .withFilter(filter);
                assertThat(store.search(search).memories()).allMatch(found -> scope.covers(found.scope()));
                assertThat(store.list(ListRequest.of(scope).withFilter(filter)).memories())
                        .allMatch(found -> scope.covers(found.scope()));
            }
            MemoryScope scope = random.scope();
            MemoryFilter filter = random.filter(4).and(where("never").exists().negate());
            long all = admin.count();
            long inScope = admin.count(scope);
            long deleted = store.delete(DeleteRequest.matching(scope, filter)).count();
            assertThat(inScope - admin.count(scope)).isEqualTo(deleted);
            assertThat(all - admin.count()).isEqualTo(deleted);
        }
    }

    private EmbeddedMemoryStore filledForAllOwners() {
        EmbeddedMemoryStore store = EmbeddedMemoryStore.builder().clock(clock).build();
        for (MemoryScope owner : Pools.OWNERS) {
            add(store, owner, Pools.IDS.subList(0, 6));
            add(store, owner.withAgent(random.pick(Pools.AGENTS)), Pools.IDS.subList(6, 12));
        }
        return store;
    }

    private void add(EmbeddedMemoryStore store, MemoryScope scope, List<UUID> ids) {
        store.add(AddRequest.of(
                scope, RandomData.SPACE, ids.stream().map(random::newMemory).toList()));
    }

    private BitSet matches(MemoryFilter filter) {
        BitSet matches = new BitSet();
        IntStream.range(0, memories.size())
                .filter(i -> FilterEvaluator.matches(filter, memories.get(i)))
                .forEach(matches::set);
        return matches;
    }

    private Memory memory() {
        return new Memory(
                random.id(),
                random.scope(),
                random.text(),
                random.metadata(),
                random.time(),
                random.time(),
                null,
                1,
                null);
    }

    private Memory with(Metadata metadata) {
        return new Memory(
                random.id(), random.scope(), random.text(), metadata, random.time(), random.time(), null, 1, null);
    }

    private static MemoryFilter shuffled(MemoryFilter filter, Random random) {
        if (filter instanceof MemoryFilter.And and) {
            return new MemoryFilter.And(shuffled(and.filters(), random));
        }
        if (filter instanceof MemoryFilter.Or or) {
            return new MemoryFilter.Or(shuffled(or.filters(), random));
        }
        if (filter instanceof MemoryFilter.Not not) {
            return new MemoryFilter.Not(shuffled(not.filter(), random));
        }
        if (filter instanceof MemoryFilter.In in) {
            List<Object> values = new ArrayList<>(in.values());
            Collections.shuffle(values, random);
            return new MemoryFilter.In(in.field(), values);
        }
        return filter;
    }

    private static List<MemoryFilter> shuffled(List<MemoryFilter> filters, Random random) {
        List<MemoryFilter> parts = new ArrayList<>();
        filters.forEach(part -> parts.add(shuffled(part, random)));
        Collections.shuffle(parts, random);
        return parts;
    }
}
