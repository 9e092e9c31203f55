package io.github.mem0j.drills;

import io.github.mem0j.embedder.EmbedderException;
import io.github.mem0j.model.Memory;
import io.github.mem0j.store.Degradation;
import io.github.mem0j.store.GetResult;
import io.github.mem0j.store.ListResult;
import io.github.mem0j.store.SearchResult;
import io.github.mem0j.store.StoreResult;
import io.github.mem0j.store.StoreUnavailableException;
import io.github.mem0j.store.StoreUnavailableException.Outcome;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes calls, tells the oracle of writes and has it judge answers. Thread-safe. */
final class Calls {
    private final Oracle oracle;
    private final Tally tally;

    Calls(Oracle oracle, Tally tally) {
        this.oracle = oracle;
        this.tally = tally;
    }

    /** Returns whether it was acknowledged; a text of null deletes. */
    boolean write(String owner, UUID id, @Nullable String text, Supplier<? extends StoreResult> call) {
        OwnerHistory history = oracle.owner(owner);
        OwnerHistory.State state = history.begin(id, text);
        long begin = System.nanoTime();
        try {
            StoreResult unused = call.get();
            history.acknowledged(state);
            tally.acknowledgedWrites.incrementAndGet();
            tally.answered(Tally.Kind.FRESH, begin, System.nanoTime());
            return true;
        } catch (StoreUnavailableException e) {
            if (e.outcome() == Outcome.NOT_APPLIED) {
                history.notApplied(state);
            }
            tally.answered(Tally.Kind.FAILED, begin, System.nanoTime());
        } catch (EmbedderException e) {
            history.notApplied(state);
            tally.answered(Tally.Kind.FAILED, begin, System.nanoTime());
        } catch (RuntimeException e) {
            unexpected(e, begin);
        }
        return false;
    }

    void list(String owner, boolean ownJvm, Supplier<ListResult> call) {
        read(owner, null, ownJvm, call, ListResult::memories);
    }

    void search(String owner, boolean ownJvm, Supplier<SearchResult> call) {
        read(owner, null, ownJvm, call, SearchResult::memories);
    }

    void get(String owner, UUID id, boolean ownJvm, Supplier<GetResult> call) {
        read(owner, List.of(id), ownJvm, call, GetResult::memories);
    }

    private <R extends StoreResult> void read(
            String owner,
            @Nullable Collection<UUID> asked,
            boolean ownJvm,
            Supplier<R> call,
            Function<R, List<Memory>> memories) {
        long begin = System.nanoTime();
        try {
            R result = call.get();
            long end = System.nanoTime();
            boolean marked = result.provenance().degradations().contains(Degradation.STALE);
            Oracle.Moment moment =
                    new Oracle.Moment(begin, end, marked, result.provenance().source());
            Oracle.Verdict verdict = oracle.judge(owner, memories.apply(result), asked, moment, ownJvm);
            tally.behind(marked, verdict.behindNanos());
            String wrong = verdict.wrong();
            if (wrong != null) {
                tally.wrong(wrong);
                tally.answered(Tally.Kind.WRONG, begin, end);
            } else {
                tally.answered(marked ? Tally.Kind.STALE : Tally.Kind.FRESH, begin, end);
            }
        } catch (StoreUnavailableException | EmbedderException e) {
            tally.answered(Tally.Kind.FAILED, begin, System.nanoTime());
        } catch (RuntimeException e) {
            unexpected(e, begin);
        }
    }

    /** Nothing in a load is to be rejected, and no failure may come untyped. */
    private void unexpected(RuntimeException e, long begin) {
        tally.wrong("unexpected: " + e);
        tally.answered(Tally.Kind.WRONG, begin, System.nanoTime());
    }
}
