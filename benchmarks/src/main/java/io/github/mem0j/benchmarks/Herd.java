package io.github.mem0j.benchmarks;

import io.github.mem0j.cache.CacheAdmin;
import io.github.mem0j.cache.LocalCache;
import io.github.mem0j.embedded.EmbeddedMemoryStore;
import io.github.mem0j.layer.ForwardingMemoryStore;
import io.github.mem0j.layer.MemoryStack;
import io.github.mem0j.model.Embedding;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.SearchRequest;
import io.github.mem0j.store.SearchResult;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Many who ask for the same at once, and what one user's write costs where many have answers cached. */
final class Herd implements Family {
    private static final int THREADS = 64;
    private static final long STORE_NANOS = 5_000_000;
    private static final String LOADS = "64 threads ask for one cold search: searches of the store";
    private static final String OURS = "mem0j LocalCache";
    private static final String BARE = "no cache";

    private final List<Figure> figures = new ArrayList<>();

    @Override
    public String name() {
        return "herd";
    }

    @Override
    public String title() {
        return "A herd on a cold key; a user's write among many cached answers";
    }

    @Override
    public String how() {
        return "64 threads ask the same new query at once of a store that takes 5 ms: how often the store is asked. And an add"
                + " of one user while the local cache holds answers of few or many others: its time must not grow with them.";
    }

    /** Takes as long as a server on the network may, and counts. */
    private static final class Slow extends ForwardingMemoryStore {
        final AtomicInteger searches = new AtomicInteger();

        Slow(MemoryStore below) {
            super(below);
        }

        @Override
        public SearchResult search(SearchRequest request) {
            int unused = searches.incrementAndGet();
            LockSupport.parkNanos(STORE_NANOS);
            return super.search(request);
        }
    }

    @Override
    public List<Figure> run(Scale scale) throws Exception {
        figures.clear();
        Contender ours = Contender.ours(OURS, "`LocalCache.builder().singleJvm()`, otherwise as it comes");
        Contender bare = Contender.floor(BARE, "the store alone");
        double[] loads = new double[scale.of(2, 10)];
        double[] without = new double[loads.length];
        for (int round = 0; round < loads.length; round++) {
            loads[round] = searches(true);
            without[round] = searches(false);
        }
        figures.add(Figure.of(LOADS, bare, "searches", without));
        figures.add(Figure.of(LOADS, ours, "searches", loads));
        for (int others : scale == Scale.SMOKE ? new int[] {100} : new int[] {100, 50_000}) {
            figures.add(Figure.of(adding(others), ours, "µs", adds(others, scale.of(200, 2_000))));
        }
        return List.copyOf(figures);
    }

    private static String adding(int others) {
        return String.format(java.util.Locale.ROOT, "an add of one user, answers of %,d others cached", others);
    }

    private static double searches(boolean cached) throws Exception {
        CachedSearch search = new CachedSearch();
        Slow slow = new Slow(search.store);
        MemoryStore store = cached
                ? MemoryStack.over(slow)
                        .layer(LocalCache.builder().singleJvm().build())
                        .build()
                : slow;
        SearchRequest request = CachedSearch.request(search.fresh());
        CyclicBarrier start = new CyclicBarrier(THREADS);
        AtomicInteger right = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            Thread each = new Thread(() -> {
                try {
                    start.await();
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
                if (store.search(request).hits().size() == Data.LIMIT) {
                    int unused = right.incrementAndGet();
                }
            });
            threads.add(each);
            each.start();
        }
        for (Thread each : threads) {
            each.join();
        }
        if (right.get() != THREADS) {
            throw new IllegalStateException("not all were answered");
        }
        return slow.searches.get();
    }

    /** Microseconds, three rounds. */
    private static double[] adds(int others, int times) {
        MemoryStore store = MemoryStack.over(EmbeddedMemoryStore.create())
                .layer(LocalCache.builder().singleJvm().build())
                .build();
        Embedding embedding = Embedding.of(new Data(60).vector());
        for (int i = 0; i < others; i++) {
            MemoryScope owner = Data.owner("other-" + i);
            Object unused =
                    store.add(AddRequest.of(owner, Data.SPACE, io.github.mem0j.model.NewMemory.of("one", embedding)));
            unused = store.search(SearchRequest.of(owner, Data.SPACE, embedding));
        }
        if (CacheAdmin.of(store).statistics().isEmpty()) {
            throw new IllegalStateException("nothing is cached");
        }
        double[] micros = new double[3];
        for (int round = -1; round < micros.length; round++) {
            double[] each = new double[times];
            for (int i = 0; i < times; i++) {
                AddRequest add = AddRequest.of(
                        Data.owner("one-" + round), Data.SPACE, io.github.mem0j.model.NewMemory.of("one", embedding));
                long start = System.nanoTime();
                Object unused = store.add(add);
                each[i] = (System.nanoTime() - start) / 1e3;
            }
            if (round >= 0) {
                micros[round] = Numbers.median(each);
            }
        }
        store.close();
        return micros;
    }
}
