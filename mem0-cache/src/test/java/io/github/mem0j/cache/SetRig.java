package io.github.mem0j.cache;

import io.github.mem0j.embedded.EmbeddedMemoryStore;
import io.github.mem0j.model.Memory;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.Degradation;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.ListRequest;
import io.github.mem0j.store.ListResult;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.Operation;
import io.github.mem0j.store.Provenance;
import io.github.mem0j.store.StoreAdmin;
import io.github.mem0j.store.StoreUnavailableException;
import io.github.mem0j.testkit.FaultyStore;
import io.github.mem0j.testkit.ManualClock;
import io.github.mem0j.testkit.RecordingStore;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/** A working set over a database in memory that others write to as well, with everything in the hands of a test. */
final class SetRig implements AutoCloseable {
    static final MemoryScope ANN = LocalRig.ANN;
    static final MemoryScope BOB = LocalRig.BOB;
    static final UUID ID = LocalRig.ID;
    static final UUID OTHER = new UUID(2, 2);
    static final Duration TICK = Duration.ofNanos(1_000);

    final ManualClock clock;
    /** What other JVMs see and change directly. */
    final MemoryStore database;

    final LocalStops stops = new LocalStops();
    final HandFeed feed;
    final RecordingStore recorded;
    final FaultyStore faulty;
    final MemoryStore set;

    /** Feeds that hear of this JVM's writes. */
    private final List<HandFeed> hearers = new CopyOnWriteArrayList<>();

    /** Hold the next write before its commit, or between that and its return. */
    private final AtomicReference<LocalStops.Stop> begun = new AtomicReference<>();

    private final AtomicBoolean failing = new AtomicBoolean();
    private final AtomicReference<LocalStops.Stop> committed = new AtomicReference<>();

    private SetRig(
            ManualClock clock,
            MemoryStore database,
            LocalVariant variant,
            HandFeed feed,
            UnaryOperator<WorkingSet.Builder> settings) {
        this.clock = clock;
        this.database = database;
        this.feed = feed;
        recorded = RecordingStore.over(database);
        faulty = FaultyStore.over(recorded);
        set = settings.apply(WorkingSet.builder()
                        .clock(clock)
                        .nanoTime(clock::nanoTime)
                        .stamps(variant::stamps)
                        .probe(stops))
                .build()
                .over(new SetLayers.Fed(
                        new SetLayers.Told(
                                variant.below(new SetLayers.Failing(faulty, failing)), hearers, begun, committed),
                        feed));
        hearers.add(feed);
    }

    /** Ann has one memory, "old", and Bob has "bob's". */
    static SetRig of(LocalVariant variant, UnaryOperator<WorkingSet.Builder> settings) {
        return inBackground(variant, variant.feed(), builder -> settings.apply(builder.loadsAtOnce()));
    }

    static SetRig inBackground(UnaryOperator<WorkingSet.Builder> settings) {
        return inBackground(LocalVariant.SOUND, new HandFeed(), settings);
    }

    static SetRig of(LocalVariant variant) {
        return of(variant, UnaryOperator.identity());
    }

    /** Owners are loaded on threads of their own, from the second read on. */
    static SetRig inBackground(LocalVariant variant, HandFeed feed, UnaryOperator<WorkingSet.Builder> settings) {
        ManualClock clock = ManualClock.create();
        MemoryStore database = EmbeddedMemoryStore.builder().clock(clock).build();
        database.add(AddRequest.of(ANN, LocalRig.SPACE, LocalRig.memory("old")));
        database.add(AddRequest.of(BOB, LocalRig.SPACE, NewMemory.of("bob's", LocalRig.VECTOR)));
        SetRig rig = new SetRig(clock, database, variant, feed, settings);
        rig.tick();
        return rig;
    }

    /** Another JVM over the same database; each hears of the other's writes. */
    SetRig beside(LocalVariant variant) {
        SetRig other = new SetRig(clock, database, variant, variant.feed(), WorkingSet.Builder::loadsAtOnce);
        hearers.add(other.feed);
        other.hearers.add(feed);
        return other;
    }

    /** No two changes at one time. */
    void tick() {
        clock.advance(TICK);
    }

    /** A read through the set: the text of {@link #ID}. */
    String read() {
        return LocalRig.text(set.get(LocalRig.GET));
    }

    /** All texts of an owner that the set shows, in order. */
    List<String> texts(MemoryScope scope) {
        return texts(set, scope);
    }

    static List<String> texts(MemoryStore store, MemoryScope scope) {
        return store.list(ListRequest.of(scope)).memories().stream()
                .map(Memory::text)
                .sorted()
                .toList();
    }

    /** Whether Ann's memories are shown from the heap, as current. */
    boolean isHeld() {
        return isHeld(ANN);
    }

    boolean isHeld(MemoryScope scope) {
        return set.list(ListRequest.of(scope)).provenance().source().equals(Provenance.LOCAL);
    }

    /** What a list shows, and how: "old", "stale old", "down". */
    String seen() {
        try {
            ListResult result = set.list(ListRequest.of(ANN));
            boolean stale = result.provenance().degradations().contains(Degradation.STALE);
            String texts = String.join(
                    " ", result.memories().stream().map(Memory::text).sorted().toList());
            return stale ? "stale " + texts : texts;
        } catch (StoreUnavailableException e) {
            return "down";
        }
    }

    /** A write through the set. */
    void write(String text) {
        set.update(LocalRig.change(text));
        tick();
    }

    static AddRequest insert(MemoryScope scope, UUID id, String text) {
        return AddRequest.of(
                scope, LocalRig.SPACE, NewMemory.of(text, LocalRig.VECTOR).withId(id));
    }

    /** Another JVM's write, of which the feed tells before and after. */
    void elsewhere(MemoryScope owner, Runnable write) {
        feed.end(owner, Generation.ALL);
        write.run();
        tick();
        feed.end(owner, Generation.ALL);
    }

    void writeElsewhere(String text) {
        elsewhere(ANN, () -> database.update(LocalRig.change(text)));
    }

    /** Holds the next write of this JVM once it is committed, before it returns. */
    LocalStops.Stop stopNextCommitted() {
        LocalStops.Stop stop = new LocalStops.Stop();
        committed.set(stop);
        return stop;
    }

    /** Holds the next write of this JVM before it is committed. */
    LocalStops.Stop stopNextWrite() {
        LocalStops.Stop stop = new LocalStops.Stop();
        begun.set(stop);
        return stop;
    }

    /** The next write fails with its outcome unknown, and has not taken effect. */
    void failNextWrite() {
        failing.set(true);
    }

    /**
     * Puts Ann out, who is being loaded, by asking about so many others so often; until she is held anew, which her first
     * load could not do meanwhile.
     */
    void evictAnn() {
        evictUntil(this::isHeld);
    }

    /** The same for Ann who is held, without a read of hers. */
    void evictHeldAnn() {
        evictUntil(() -> {
            reset();
            return StoreAdmin.of(set).count(ANN) == 1 && !recorded.adminCalls().isEmpty();
        });
    }

    private void evictUntil(BooleanSupplier gone) {
        for (int round = 0; !gone.getAsBoolean(); round++) {
            if (round == 20) {
                throw new AssertionError("still there");
            }
            for (int other = 0; other < 700; other++) {
                for (int times = 0; times < round + 3; times++) {
                    texts(MemoryScope.user("another " + round + " " + other));
                }
            }
        }
    }

    /** What reached the store since the last {@link #reset}: operations and admin calls. */
    int calls() {
        return recorded.calls().size() + recorded.adminCalls().size();
    }

    /** How many memories were fetched one by one, for what is held or for a reader. */
    int fetched() {
        return recorded.calls(GetRequest.class).stream()
                .mapToInt(get -> get.ids().size())
                .sum();
    }

    void reset() {
        recorded.reset();
    }

    int count(Operation operation) {
        return recorded.count(operation);
    }

    long count(CacheMetric metric) {
        return CacheAdmin.of(set).statistics().get(0).get(metric);
    }

    /** Returns once so much has been counted. */
    void awaitCount(CacheMetric metric, long count) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (count(metric) < count) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError(metric + " is " + count(metric) + ", not " + count);
            }
            Thread.onSpinWait();
        }
    }

    @Override
    public void close() {
        set.close();
    }
}
