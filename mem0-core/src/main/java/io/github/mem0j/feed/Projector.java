package io.github.mem0j.feed;

import io.github.mem0j.model.Memory;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.ScanPage;
import io.github.mem0j.store.ScanRequest;
import io.github.mem0j.store.StoreAdmin;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a second store in step with one that has a {@link ChangeFeed}: of whatever changed it puts there what is now. The
 * target may be down for as long as it likes, and any number of JVMs may do this at once. Both stores stay the host's to
 * close, after this. Thread-safe.
 *
 * <pre>{@code
 * Projector projector = Projector.start(postgres, neo4j, "graph", settings -> settings);
 * projector.rebuild(null, progress -> {}); // what was there before the feed was
 * }</pre>
 */
public final class Projector implements AutoCloseable {
    private final MemoryStore source;
    private final MemoryStore target;
    private final ChangeFeed feed;
    private final String consumer;
    private final FeedConsumer worker;

    /** How far a rebuild has come: plain data, from which another process may go on. */
    public record Progress(Phase phase, ScanRequest.@Nullable Cursor cursor, long done) {
        /** The start. */
        static final Progress NONE = new Progress(Phase.COPY, null, 0);
    }

    /** What a rebuild does: first it copies, then it looks for what the target has and the source has not. */
    public enum Phase {
        COPY,
        SWEEP
    }

    private Projector(
            MemoryStore source, MemoryStore target, String consumer, UnaryOperator<FeedConsumer.Builder> settings) {
        if (source == target) {
            throw new IllegalArgumentException("a store cannot be kept in step with itself; give another target");
        }
        this.source = source;
        this.target = target;
        this.consumer = consumer;
        feed = ChangeFeed.of(source);
        Projection projection = new Projection(source, target);
        worker = settings.apply(FeedConsumer.builder(feed, consumer)).build(projection::apply);
    }

    /**
     * Starts one.
     *
     * @param consumer whose part of the source's feed it is
     * @param settings of its thread, batches and waits
     * @throws IllegalArgumentException if the source has no feed, or a setting is out of bounds
     */
    public static Projector start(
            MemoryStore source, MemoryStore target, String consumer, UnaryOperator<FeedConsumer.Builder> settings) {
        return new Projector(source, target, consumer, settings);
    }

    /** See {@link FeedConsumer#step}. */
    public int step() {
        return worker.step();
    }

    /** See {@link FeedConsumer#drain}. */
    public long drain() {
        return worker.drain();
    }

    /** See {@link FeedConsumer#wake}. */
    public void wake() {
        worker.wake();
    }

    /** Whose part of the source's feed it is. */
    public String consumer() {
        return consumer;
    }

    /** How far the target is behind. */
    public FeedLag lag() {
        return worker.lag();
    }

    /**
     * Projects all that the source has, and removes what only the target has, page by page: each is put on the feed and
     * dealt with before the next is looked at, so writes may go on meanwhile, and readers know where the target is behind.
     * Relations that only the target has, between memories that both have, stay: empty the target first if it may have some.
     *
     * @param from where to go on, or null to begin
     * @param progress told after each page; with its last word a rebuild that failed can be resumed
     * @throws io.github.mem0j.store.MemoryStoreException if either store fails
     */
    public void rebuild(@Nullable Progress from, Consumer<Progress> progress) {
        Progress at = from == null ? Progress.NONE : from;
        if (at.phase() == Phase.COPY) {
            at = pass(StoreAdmin.of(source), at, progress, false);
        }
        Progress unused = pass(StoreAdmin.of(target), at, progress, true);
    }

    private Progress pass(StoreAdmin admin, Progress from, Consumer<Progress> progress, boolean sweep) {
        Progress at = from;
        while (true) {
            ScanPage page = admin.scan(ScanRequest.all().after(at.cursor()));
            Map<MemoryScope, List<UUID>> byOwner = new LinkedHashMap<>();
            page.memories()
                    .forEach(stored -> byOwner.computeIfAbsent(
                                    stored.memory().scope().owner(), owner -> new ArrayList<>())
                            .add(stored.memory().id()));
            byOwner.forEach((owner, ids) -> {
                List<UUID> marked = sweep ? absent(owner, ids) : ids;
                if (!marked.isEmpty()) {
                    feed.mark(consumer, owner, marked);
                }
            });
            long unused = drain();
            long done = at.done() + (sweep ? 0 : page.memories().size());
            boolean last = page.next() == null;
            at = new Progress(sweep || last ? Phase.SWEEP : Phase.COPY, page.next(), done);
            progress.accept(at);
            if (last) {
                return at;
            }
        }
    }

    private List<UUID> absent(MemoryScope owner, List<UUID> ids) {
        Set<UUID> there = new HashSet<>();
        source.get(GetRequest.of(owner, ids)).memories().stream()
                .map(Memory::id)
                .forEach(there::add);
        return ids.stream().filter(id -> !there.contains(id)).toList();
    }

    /** Ends its thread, after the batch under way. */
    @Override
    public void close() {
        worker.close();
    }

    @Override
    public String toString() {
        return "Projector[" + consumer + ": " + source + " -> " + target + "]";
    }
}
