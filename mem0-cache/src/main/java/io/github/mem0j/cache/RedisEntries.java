package io.github.mem0j.cache;

import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.store.Degradation;
import io.github.mem0j.store.Provenance;
import io.github.mem0j.store.ReadRequest;
import io.github.mem0j.store.StoreResult;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Entries in Redis. All their times are told by the server's clock: no JVM's own matters, and no delay on the way makes
 * an answer look younger than it is.
 */
final class RedisEntries {
    /** Three tokens, and a byte that says which generations are being written. */
    private static final int GENERATIONS_LENGTH = 3 * EntryCodec.TOKEN_LENGTH + 1;

    private static final int WRITTEN = GENERATIONS_LENGTH - 1;

    /** What is from further in the future, in milliseconds, is from before the server's clock was set back. */
    private static final long CLOCK_STEP = 5_000;

    private final RedisLink link;
    private final RedisKeys keys;
    private final RequestDigest digests;
    private final OwnerScripts scripts;
    private final Keeper keeper;
    private final Counters counters;
    private final RedisCache settings;
    private final EntryCodec codec;

    RedisEntries(
            RedisLink link,
            RedisKeys keys,
            RequestDigest digests,
            OwnerScripts scripts,
            Keeper keeper,
            Counters counters,
            RedisCache settings) {
        this.link = link;
        this.keys = keys;
        this.digests = digests;
        this.scripts = scripts;
        this.keeper = keeper;
        this.counters = counters;
        this.settings = settings;
        codec = new EntryCodec(settings.cipher);
    }

    /**
     * What one look at Redis saw.
     *
     * @param tokens of all generations
     * @param fenced generations that are being written
     * @param loadedAt the server's time in milliseconds before the look: of what is loaded after it, an early time
     * @param incarnation of the server
     * @param entry that may be shown, as far as its header says; or null
     * @param header of the entry, or null
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record View(
            byte[] tokens,
            int fenced,
            long loadedAt,
            long incarnation,
            byte @Nullable [] entry,
            @Nullable EntryHeader header) {
        byte[] token(Generation generation) {
            return RedisEntries.token(tokens, generation);
        }
    }

    /** A fresh answer, for how long it stays so, and how long it would take to load it again. */
    record Found(StoreResult result, long freshNanos, long loadNanos) {}

    Owner owner(MemoryScope scope) {
        return new Owner(digests.owner(scope));
    }

    byte[] digest(ReadRequest request) {
        return digests.request(request);
    }

    /** One MGET; a script only while somebody writes to the owner, or when nobody did for long. */
    View look(Owner owner, byte[] digest) throws RedisDownException {
        long run = keeper.incarnation();
        long loadedAt = keeper.clock().atLeast(settings.nanoTime.getAsLong());
        byte[] generationsKey = keys.generations(owner);
        byte[] entryKey = keys.entry(owner, digest);
        List<byte[]> seen = link.mget(generationsKey, entryKey);
        byte[] generations = seen.get(0);
        byte[] entry = seen.get(1);
        int fenced = 0;
        if (generations == null || generations.length != GENERATIONS_LENGTH || generations[WRITTEN] != 0) {
            List<?> reply = scripts.read(owner, entryKey);
            generations = (byte[]) reply.get(0);
            fenced = ((Long) reply.get(1)).intValue();
            entry = (byte[]) reply.get(2);
        }
        EntryHeader header = entry == null ? null : header(owner, digest, entry);
        boolean current = header != null
                && !header.generation().in(fenced)
                && header.incarnation() == run
                && header.loadedAtMillis() <= loadedAt + CLOCK_STEP
                && Arrays.equals(header.token(), token(generations, header.generation()));
        return new View(generations, fenced, loadedAt, run, current ? entry : null, current ? header : null);
    }

    /** The generations that somebody is writing. */
    int fenced(Owner owner) throws RedisDownException {
        byte[] key = keys.generations(owner);
        byte[] generations = link.mget(key).get(0);
        if (generations != null && generations.length == GENERATIONS_LENGTH && generations[WRITTEN] == 0) {
            return 0;
        }
        return ((Long) scripts.read(owner, key).get(1)).intValue();
    }

    private @Nullable EntryHeader header(Owner owner, byte[] digest, byte[] entry) {
        try {
            return EntryCodec.header(entry);
        } catch (UnreadableEntryException e) {
            counters.count(metric(e));
            if (e.reason() != UnreadableEntryException.Reason.SCHEMA) {
                discard(owner, digest, entry);
            }
            return null;
        }
    }

    private static byte[] token(byte[] generations, Generation generation) {
        int start = EntryCodec.TOKEN_LENGTH * generation.index;
        return Arrays.copyOfRange(generations, start, start + EntryCodec.TOKEN_LENGTH);
    }

    /** The entry's answer if it is fresh. */
    Optional<Found> fresh(View view, ReadRequest request, byte[] digest) {
        EntryHeader header = view.header();
        if (header == null) {
            return Optional.empty();
        }
        long ageMillis = ageMillis(header);
        // Whoever wrote it may have had longer in mind than we do.
        long freshMillis =
                Math.min(header.freshMillis(), settings.policy.freshFor().toMillis());
        long fresh =
                Math.min(TimeUnit.MILLISECONDS.toNanos(freshMillis - ageMillis), header.validNanos(settings.clock));
        Duration age = Duration.ofMillis(ageMillis);
        if (fresh <= 0 || !isYoungEnough(age, request)) {
            return Optional.empty();
        }
        Provenance provenance = new Provenance(Provenance.REDIS, age, Set.of(), true, Duration.ofNanos(fresh));
        return decode(view, request, digest, provenance)
                .map(result -> new Found(result, fresh, TimeUnit.MILLISECONDS.toNanos(header.loadMillis())));
    }

    /** The entry's answer to stand in for a store that is down, though its time is over. */
    Optional<StoreResult> stale(View view, ReadRequest request, byte[] digest) {
        EntryHeader header = view.header();
        if (header == null) {
            return Optional.empty();
        }
        long ageMillis = ageMillis(header);
        Duration age = Duration.ofMillis(ageMillis);
        long kept = Math.min(header.freshMillis(), settings.policy.freshFor().toMillis())
                + settings.policy.staleIfError().toMillis();
        if (ageMillis > kept || header.validNanos(settings.clock) <= 0 || !isYoungEnough(age, request)) {
            return Optional.empty();
        }
        Provenance provenance = new Provenance(Provenance.REDIS, age, Set.of(Degradation.STALE), false, Duration.ZERO);
        return decode(view, request, digest, provenance);
    }

    private long ageMillis(EntryHeader header) {
        return Math.max(0, keeper.clock().atMost(settings.nanoTime.getAsLong()) - header.loadedAtMillis());
    }

    private static boolean isYoungEnough(Duration age, ReadRequest request) {
        Duration maxAge = request.options().maxAge();
        return maxAge == null || age.compareTo(maxAge) <= 0;
    }

    private Optional<StoreResult> decode(View view, ReadRequest request, byte[] digest, Provenance provenance) {
        byte[] entry = view.entry();
        if (entry == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(codec.decode(entry, request, digest, provenance).result());
        } catch (UnreadableEntryException e) {
            counters.count(metric(e), request.operation());
            if (e.reason() != UnreadableEntryException.Reason.SCHEMA) {
                discard(owner(request.scope()), digest, entry);
            }
            return Optional.empty();
        }
    }

    private static CacheMetric metric(UnreadableEntryException e) {
        return switch (e.reason()) {
            case CORRUPT -> CacheMetric.CORRUPT;
            case SCHEMA -> CacheMetric.SCHEMA;
            case FOREIGN -> CacheMetric.FOREIGN;
        };
    }

    private void discard(Owner owner, byte[] digest, byte[] entry) {
        try {
            link.run(RedisScripts.Step.DISCARD, List.of(keys.entry(owner, digest)), List.of(entry));
        } catch (RedisDownException e) {
            // Then it stays, and is as unreadable to the next.
        }
    }
}
