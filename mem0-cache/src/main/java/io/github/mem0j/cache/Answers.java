package io.github.mem0j.cache;

import io.github.mem0j.model.Memory;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.GetResult;
import io.github.mem0j.store.ListResult;
import io.github.mem0j.store.ReadRequest;
import io.github.mem0j.store.RelatedResult;
import io.github.mem0j.store.SearchResult;
import io.github.mem0j.store.StoreResult;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a cache must know about an answer; pure functions. */
final class Answers {
    private static final Duration CENTURY = Duration.ofDays(36_525);

    private Answers() {}

    /** The memories inside an answer to a read. */
    static List<Memory> memories(StoreResult result) {
        if (result instanceof GetResult get) {
            return get.memories();
        }
        if (result instanceof SearchResult search) {
            return search.memories();
        }
        if (result instanceof ListResult list) {
            return list.memories();
        }
        if (result instanceof RelatedResult related) {
            return related.memories();
        }
        throw new IllegalArgumentException("not an answer to a read: " + result.getClass());
    }

    /** Whether something asked for was not there: such answers are kept for a short time only. */
    static boolean isNegative(ReadRequest request, StoreResult result) {
        int found = memories(result).size();
        return found == 0
                || (request instanceof GetRequest get && found < get.ids().size());
    }

    /**
     * The moment on the host's clock from which the answer no longer holds, or null for never: the first expiry inside,
     * or what the store below said of something that is not inside.
     */
    static @Nullable Instant validUntil(StoreResult result, Clock clock) {
        Instant first = null;
        for (Memory memory : memories(result)) {
            Instant end = memory.expiresAt();
            first = end != null && (first == null || end.isBefore(first)) ? end : first;
        }
        Duration freshFor = result.provenance().freshFor();
        Instant bound = freshFor == null ? null : clock.instant().plus(freshFor);
        return first == null || (bound != null && bound.isBefore(first)) ? bound : first;
    }

    /** In nanoseconds, or a century: what lies in the year 9999 is further off than a long can say. */
    static long nanos(Duration duration) {
        return (duration.compareTo(CENTURY) < 0 ? duration : CENTURY).toNanos();
    }

    static boolean isOver(@Nullable Instant validUntil, Clock clock) {
        return validUntil != null && !clock.instant().isBefore(validUntil);
    }
}
