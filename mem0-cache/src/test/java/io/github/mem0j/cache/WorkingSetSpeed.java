package io.github.mem0j.cache;

import io.github.mem0j.embedded.EmbeddedMemoryStore;
import io.github.mem0j.layer.ForwardingMemoryStore;
import io.github.mem0j.model.Embedding;
import io.github.mem0j.model.EmbeddingSpace;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.Metadata;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.model.Relation;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.AddResult;
import io.github.mem0j.store.DeleteRequest;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.ListRequest;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.RelateRequest;
import io.github.mem0j.store.RelatedRequest;
import io.github.mem0j.store.SearchRequest;
import io.github.mem0j.testkit.RecordingStore;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * What a working set answers in, {@code mvn -q -Pspeed-cache}: searches of one held owner's memories of 384 dimensions, a
 * new query each, turn by turn with the bare dot products of the same floats; then what a write of this JVM and one of
 * another cost. The build runs it twice: as it is, and with the Vector API.
 */
final class WorkingSetSpeed {
    private static final EmbeddingSpace SPACE = new EmbeddingSpace("speed", 384);
    private static final MemoryScope OWNER = MemoryScope.user("alice");
    private static final int RUN = 20;

    private final Random random = new Random(1);
    private final PrintStream out = System.out;
    private final HandFeed feed = new HandFeed();
    private final MemoryStore bare = EmbeddedMemoryStore.create();
    private final RecordingStore backend = RecordingStore.over(EmbeddedMemoryStore.create());
    private final MemoryStore set = WorkingSet.builder().loadsAtOnce().build().over(new Fed());
    private final float[] floats;
    private final List<UUID> ids;
    private volatile Object sink = "";

    /** The backend, with messages made by hand. */
    private final class Fed extends ForwardingMemoryStore {
        Fed() {
            super(backend);
        }

        @Override
        public <T> Optional<T> unwrap(Class<T> type) {
            return type == InvalidationFeed.class ? Optional.of(type.cast(feed)) : super.unwrap(type);
        }
    }

    private WorkingSetSpeed(int memories) {
        floats = new float[memories * SPACE.dimensions()];
        List<NewMemory> added = new ArrayList<>();
        for (int i = 0; i < memories; i++) {
            NewMemory memory = memory(i);
            memory.embedding().copyTo(floats, i * SPACE.dimensions());
            added.add(memory);
        }
        for (int from = 0; from < memories; from += 1_000) {
            List<NewMemory> some = added.subList(from, from + 1_000);
            backend.add(AddRequest.of(OWNER, SPACE, some));
            bare.add(AddRequest.of(OWNER, SPACE, some));
        }
        ids = backend.list(ListRequest.of(OWNER).withLimit(10)).memories().stream()
                .map(memory -> memory.id())
                .toList();
        List<Relation> relations = ids.stream()
                .skip(1)
                .map(id -> Relation.of(ids.get(0), id, "about"))
                .toList();
        backend.relate(RelateRequest.of(OWNER, relations));
    }

    public static void main(String[] args) {
        boolean vector = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
        System.out.printf("%nWorking set, Java %s, %s%n", Runtime.version(), vector ? "Vector API" : "plain");
        new WorkingSetSpeed(1_000).run(4_000);
        new WorkingSetSpeed(10_000).run(600);
    }

    private void run(int rounds) {
        search(rounds); // warms up
        double[][] nanos = search(rounds);
        double floor = percentile(nanos[0], 0.5);
        double search = percentile(nanos[1], 0.5);
        out.printf(
                "%,6d memories: search p50 %.3f ms, p99 %.3f ms; bare dot products p50 %.3f ms; ratio %.2f%n",
                floats.length / SPACE.dimensions(),
                search / 1e6,
                percentile(nanos[1], 0.99) / 1e6,
                floor / 1e6,
                search / floor);
        GetRequest get = GetRequest.of(OWNER, ids.get(3));
        ListRequest list = ListRequest.of(OWNER).withLimit(10);
        RelatedRequest related = RelatedRequest.of(OWNER, ids.get(0));
        out.printf(
                "       get of one %.1f µs, list of 10 %.1f µs, related of 9 %.1f µs%n",
                micros(() -> set.get(get)), micros(() -> set.list(list)), micros(() -> set.related(related)));
        ownWrites();
        othersWrites();
        if (sink.equals("")) {
            throw new AssertionError("nothing was measured");
        }
    }

    /** Nanoseconds of each round: [0] the floor, [1] the search; they take turns in runs of a few. */
    private double[][] search(int rounds) {
        double[][] nanos = new double[2][rounds];
        for (int from = 0; from < rounds; from += RUN) {
            for (int round = from; round < from + RUN; round++) {
                float[] query = vector();
                nanos[0][round] = once(() -> BareDots.best(floats, query));
            }
            for (int round = from; round < from + RUN; round++) {
                SearchRequest request = SearchRequest.of(OWNER, SPACE, Embedding.of(vector()));
                nanos[1][round] = once(() -> set.search(request));
            }
        }
        return nanos;
    }

    /** What an add takes longer than by the store alone; the memory goes again, so that there are always as many. */
    private void ownWrites() {
        int rounds = 4_000;
        double[] held = new double[rounds];
        double[] alone = new double[rounds];
        for (int i = -rounds; i < rounds; i++) {
            AddRequest add = AddRequest.of(OWNER, SPACE, memory(i));
            double ofHeld = added(set, add);
            double ofAlone = added(bare, add);
            if (i >= 0) {
                held[i] = ofHeld;
                alone[i] = ofAlone;
            }
        }
        double heldMicros = percentile(held, 0.5) / 1e3;
        double aloneMicros = percentile(alone, 0.5) / 1e3;
        out.printf(
                "       own add: %.1f µs, the embedded store alone %.1f µs: in place %.1f µs (at most 20)%n",
                heldMicros, aloneMicros, heldMicros - aloneMicros);
    }

    private static double added(MemoryStore store, AddRequest add) {
        long start = System.nanoTime();
        AddResult result = store.add(add);
        double nanos = System.nanoTime() - start;
        store.delete(DeleteRequest.ids(OWNER, result.ids()));
        return nanos;
    }

    /** The first search after an add elsewhere, which waits here for what otherwise is done in the background. */
    private void othersWrites() {
        int rounds = 200;
        double[] nanos = new double[rounds];
        int most = 0;
        for (int i = -rounds; i < rounds; i++) {
            AddRequest add = AddRequest.of(OWNER, SPACE, memory(i));
            AddResult result = backend.add(add);
            feed.end(OWNER, Generation.endedBy(add));
            SearchRequest request = SearchRequest.of(OWNER, SPACE, Embedding.of(vector()));
            backend.reset();
            double took = once(() -> set.search(request));
            most = Math.max(most, backend.calls().size() + backend.adminCalls().size());
            set.delete(DeleteRequest.ids(OWNER, result.ids()));
            if (i >= 0) {
                nanos[i] = took;
            }
        }
        out.printf(
                "       search after an add elsewhere, comparison included: p50 %.2f ms, at most %d calls of the store%n",
                percentile(nanos, 0.5) / 1e6, most);
    }

    private double micros(Supplier<?> call) {
        double[] nanos = new double[5_000];
        for (int round = -nanos.length; round < nanos.length; round++) {
            double took = once(call);
            if (round >= 0) {
                nanos[round] = took;
            }
        }
        return percentile(nanos, 0.5) / 1e3;
    }

    private double once(Supplier<?> call) {
        long start = System.nanoTime();
        sink = call.get();
        return System.nanoTime() - start;
    }

    private NewMemory memory(int number) {
        return NewMemory.of("Said something worth keeping about matter " + number, Embedding.of(vector()))
                .withMetadata(Metadata.of("speaker", "Mara", "turn", number));
    }

    private float[] vector() {
        float[] vector = new float[SPACE.dimensions()];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (float) random.nextGaussian();
        }
        return vector;
    }

    private static double percentile(double[] values, double share) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[(int) Math.min(sorted.length - 1, Math.round(share * sorted.length))];
    }
}
