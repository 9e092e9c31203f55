package io.github.mem0j.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.mem0j.embedded.EmbeddedMemoryStore;
import io.github.mem0j.layer.ForwardingMemoryStore;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.GetResult;
import io.github.mem0j.store.ListRequest;
import io.github.mem0j.store.ListResult;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.Provenance;
import io.github.mem0j.store.ReadRequest;
import io.github.mem0j.store.RelatedRequest;
import io.github.mem0j.store.RelatedResult;
import io.github.mem0j.store.SearchRequest;
import io.github.mem0j.store.SearchResult;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the local cache takes of the heap, against what it reckons that it takes, and against its bound. */
class LocalMemoryTest {
    private static final long BOUND = 8 << 20;
    private static final double TOLERANCE = 0.15;

    /** After so many bytes have gone through the cache it has been full for a while. */
    private static final long THROUGHPUT = 2 * BOUND;

    @BeforeAll
    static void loadClassesAndCompile() {
        for (HeapAnswers.Kind kind : HeapAnswers.Kind.values()) {
            HeapAnswers answers = new HeapAnswers(kind);
            try (MemoryStore cache = cache(answers)) {
                fill(cache, answers, 1 << 20);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void theHeapReallyUsedIsWhatTheBoundSays(HeapAnswers.Kind kind) {
        HeapAnswers answers = new HeapAnswers(kind);
        try (MemoryStore cache = cache(answers)) {
            fill(cache, answers, THROUGHPUT);
            long reckoned = statistics(cache).get(CacheMetric.BYTES);
            assertThat(statistics(cache).get(CacheMetric.EVICTIONS)).isPositive();
            // The difference that clearing it makes: what other tests leave behind is in both.
            long full = UsedHeap.bytes();
            CacheAdmin.of(cache).invalidateAll();
            long used = full - UsedHeap.bytes();
            assertThat((double) reckoned / BOUND).as("how full it is").isBetween(1 - TOLERANCE, 1.0);
            assertThat((double) used / reckoned)
                    .as("bytes used for each byte that was reckoned")
                    .isCloseTo(1, within(TOLERANCE));
            assertThat((double) used / BOUND).isLessThan(1 + TOLERANCE);
        }
    }

    private static MemoryStore cache(HeapAnswers answers) {
        return LocalCache.builder().singleJvm().maxBytes(BOUND).build().over(new Answering(answers));
    }

    /** Asks one new question after the other until so many bytes have been answered, and some of them again. */
    private static void fill(MemoryStore cache, HeapAnswers answers, long bytes) {
        long sum = 0;
        for (int i = 0; sum < bytes; i++) {
            ReadRequest request = answers.request();
            ask(cache, request);
            ask(cache, request);
            sum += answers.lastBytes();
            if (i % 16 == 0) {
                assertThat(statistics(cache).get(CacheMetric.BYTES)).isLessThanOrEqualTo(BOUND);
            }
        }
    }

    private static void ask(MemoryStore cache, ReadRequest request) {
        if (request instanceof GetRequest get) {
            cache.get(get);
        } else if (request instanceof SearchRequest search) {
            cache.search(search);
        } else if (request instanceof ListRequest list) {
            cache.list(list);
        } else {
            cache.related((RelatedRequest) request);
        }
    }

    private static CacheStatistics statistics(MemoryStore cache) {
        return CacheAdmin.of(cache).statistics().get(0);
    }

    /** A store that makes up its answers and holds none of them. */
    private static final class Answering extends ForwardingMemoryStore {
        private static final Provenance HERE = Provenance.of("made up");

        private final HeapAnswers answers;

        Answering(HeapAnswers answers) {
            super(EmbeddedMemoryStore.create());
            this.answers = answers;
        }

        @Override
        public GetResult get(GetRequest request) {
            return new GetResult(answers.memories(request), HERE);
        }

        @Override
        public ListResult list(ListRequest request) {
            return new ListResult(answers.memories(request), null, HERE);
        }

        @Override
        public SearchResult search(SearchRequest request) {
            return new SearchResult(
                    answers.memories(request).stream()
                            .map(memory -> new SearchResult.Hit(memory, 0.5))
                            .toList(),
                    HERE);
        }

        @Override
        public RelatedResult related(RelatedRequest request) {
            return new RelatedResult(
                    answers.memories(request).stream()
                            .map(memory -> new RelatedResult.Node(memory, 1))
                            .toList(),
                    false,
                    HERE);
        }
    }
}
