package io.github.mem0j.cache;

import static io.github.mem0j.cache.UnreadableEntryException.Reason.CORRUPT;
import static io.github.mem0j.cache.UnreadableEntryException.Reason.FOREIGN;
import static io.github.mem0j.cache.UnreadableEntryException.Reason.SCHEMA;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.cache.HostileCases.Case;
import io.github.mem0j.cache.UnreadableEntryException.Reason;
import io.github.mem0j.model.Memory;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.Metadata;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.GetResult;
import io.github.mem0j.store.StoreResult;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * Bytes that were damaged, cut off, made up or moved are refused with their reason, and nothing is believed of them
 * before: 100,000 cases, or as many as the system property {@code mem0.cache.hostile} says.
 */
class HostileEntriesTest {
    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final HostileCases cases = new HostileCases(15);

    @Test
    void everyCaseIsRefusedOrReadForWhatItIs() {
        int most = Integer.getInteger("mem0.cache.hostile", 100_000);
        Map<Reason, Integer> refused = new EnumMap<>(Reason.class);
        int read = 0;
        for (int i = 0; i < most; i++) {
            Case hostile = cases.next(i);
            Object outcome = outcome(hostile);
            if (outcome instanceof Reason reason) {
                refused.merge(reason, 1, Integer::sum);
                check(hostile.allowed().contains(reason), hostile, reason);
            } else {
                read++;
                boolean same = hostile.original().equals(outcome);
                check(hostile.mayBeRead() || (same && hostile.allowed().isEmpty()), hostile, "read");
                checkScopes(hostile, (StoreResult) outcome);
            }
        }
        assertThat(refused).as("so that no kind of case is missing").containsOnlyKeys(CORRUPT, SCHEMA, FOREIGN);
        assertThat(read).as("entries read though touched, or untouched").isPositive();
    }

    @Test
    void anEntryCutOffAnywhereIsCorrupt() {
        for (Case whole : cases.wholeEntries().subList(0, 12)) {
            for (int length = 0; length < whole.bytes().length; length++) {
                assertCorrupt(whole.cutTo(length));
                if (length >= EntryBytes.CHECKSUM_LENGTH) {
                    assertCorrupt(whole.with(EntryBytes.resized(whole.bytes(), length)));
                }
            }
        }
    }

    @Test
    void everyDeclaredLengthIsMeasured() {
        for (Case whole : cases.wholeEntries()) {
            if (!whole.encrypted()) {
                for (int offset : EntryBytes.valuesOf(whole.bytes())) {
                    for (byte[] bomb : HostileCases.bombs(whole.bytes().length)) {
                        assertCorrupt(whole.with(HostileCases.planted(whole.bytes(), offset, bomb)));
                    }
                }
            }
        }
    }

    @Test
    void whatIsNotUtf8IsCorrupt() {
        GetRequest request = GetRequest.of(MemoryScope.user("ann"), new UUID(1, 2));
        Memory memory = new Memory(
                new UUID(1, 2), request.scope(), "tea", Metadata.EMPTY, Instant.EPOCH, Instant.EPOCH, null, 1, null);
        Case whole = HostileCases.whole(request, new GetResult(List.of(memory), RandomAnswers.PROVENANCE));
        int text = new String(whole.bytes(), StandardCharsets.ISO_8859_1).indexOf("tea");
        for (byte[] malformed : new byte[][] {{-1}, {'t', (byte) 0xc3}, {(byte) 0xc0, (byte) 0x80}, {(byte) 0xed}}) {
            assertCorrupt(whole.with(HostileCases.planted(whole.bytes(), text, malformed)));
        }
    }

    private static void assertCorrupt(Case hostile) {
        Object outcome = outcome(hostile);
        check(outcome == CORRUPT, hostile, outcome);
    }

    /** Whatever the bytes said: the memories are the asking owner's. */
    private static void checkScopes(Case hostile, StoreResult read) {
        for (Memory memory : RandomAnswers.memories(read)) {
            check(hostile.request().scope().covers(memory.scope()), hostile, "another scope");
        }
    }

    private static void check(boolean holds, Case hostile, Object outcome) {
        if (!holds) { // worded only now: there are many cases
            throw new AssertionError(hostile + ": " + outcome);
        }
    }

    /** The answer or the reason; whatever else is thrown fails the test. */
    private static Object outcome(Case hostile) {
        byte[] digest = hostile.digest();
        long bound = 64L * hostile.bytes().length + (64 << 10);
        long before = THREADS.getCurrentThreadAllocatedBytes();
        Object outcome = decode(hostile, digest);
        if (THREADS.getCurrentThreadAllocatedBytes() - before > bound) {
            // Decoding does the same each time; what only the first time needs is classes.
            before = THREADS.getCurrentThreadAllocatedBytes();
            outcome = decode(hostile, digest);
            long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
            check(allocated <= bound, hostile, allocated + " bytes allocated");
        }
        return outcome;
    }

    private static Object decode(Case hostile, byte[] digest) {
        try {
            return hostile.codec()
                    .decode(hostile.bytes(), hostile.request(), digest, RandomAnswers.PROVENANCE)
                    .result();
        } catch (UnreadableEntryException e) {
            return e.reason();
        } catch (RuntimeException | Error e) {
            throw new AssertionError("thrown by " + hostile, e);
        }
    }
}
