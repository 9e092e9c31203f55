package io.github.mem0j.testkit;

import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.ListRequest;
import io.github.mem0j.store.ListResult;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.ScanPage;
import io.github.mem0j.store.ScanRequest;
import io.github.mem0j.store.StoreAdmin;
import io.github.mem0j.store.StoreRequest;
import io.github.mem0j.store.StoredMemory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Asks two stores the same random things in the same order and fails at the first difference between their answers;
 * provenance aside, and where the contract leaves an order open, in any order. Both stores must start empty and have
 * {@code clock} for their clock: the run advances it, past expiries too. The seed decides everything.
 *
 * <pre>{@code
 * ManualClock clock = ManualClock.create();
 * MemoryStore mine = MyStore.builder().clock(clock).build();
 * DifferentialRun.between(NaiveMemoryStore.create(clock), mine, clock).withSeed(7).withOperations(5_000).run();
 * }</pre>
 *
 * <p>Immutable. A difference is an {@link AssertionError} that names seed, step, request and both answers.
 */
public final class DifferentialRun {
    public static final int DEFAULT_OPERATIONS = 2_000;

    private final MemoryStore expected;
    private final MemoryStore actual;
    private final ManualClock clock;
    private final long seed;
    private final int operations;
    private final double scoreTolerance;

    private DifferentialRun(
            MemoryStore expected,
            MemoryStore actual,
            ManualClock clock,
            long seed,
            int operations,
            double scoreTolerance) {
        this.expected = Objects.requireNonNull(expected, "expected");
        this.actual = Objects.requireNonNull(actual, "actual");
        this.clock = Objects.requireNonNull(clock, "clock");
        this.seed = seed;
        this.operations = operations;
        this.scoreTolerance = scoreTolerance;
    }

    /** Seed 1, {@value #DEFAULT_OPERATIONS} operations, scores to be equal but for 10<sup>-6</sup>. */
    public static DifferentialRun between(MemoryStore expected, MemoryStore actual, ManualClock clock) {
        return new DifferentialRun(expected, actual, clock, 1, DEFAULT_OPERATIONS, 1e-6);
    }

    public DifferentialRun withSeed(long seed) {
        return new DifferentialRun(expected, actual, clock, seed, operations, scoreTolerance);
    }

    public DifferentialRun withOperations(int operations) {
        return new DifferentialRun(expected, actual, clock, seed, operations, scoreTolerance);
    }

    /** How far two scores may lie apart; 0 also makes the order of hits count exactly. */
    public DifferentialRun withScoreTolerance(double scoreTolerance) {
        return new DifferentialRun(expected, actual, clock, seed, operations, scoreTolerance);
    }

    /**
     * Runs it.
     *
     * @throws AssertionError at the first difference
     */
    public void run() {
        new Steps().run();
    }

    /** The state of one run. */
    private final class Steps {
        private final RandomData random = RandomData.seeded(seed, clock);
        private final AnswerComparison comparison = new AnswerComparison(scoreTolerance);
        private List<StoredMemory> snapshot = List.of();
        private @Nullable ListRequest nextPage;
        private int step;

        void run() {
            // The first memory decides the store's space, which requests have but rarely wrong.
            ask(AddRequest.of(random.owner(), RandomData.SPACE, random.newMemory(random.id())));
            for (step = 1; step <= operations; step++) {
                int kind = random.below(100);
                if (kind < 82) {
                    ask(random.request());
                } else if (kind < 88 && nextPage != null) {
                    ask(nextPage);
                } else if (kind < 94) {
                    clock.advance(
                            random.chance(4)
                                    ? Duration.ofNanos(random.below(3_000))
                                    : Duration.ofMillis(random.below(20_000)));
                } else {
                    administer();
                }
            }
            compareEverything();
        }

        private void ask(StoreRequest request) {
            Answer left = Answer.of(() -> Dispatch.call(expected, request));
            Answer right = Answer.of(() -> Dispatch.call(actual, request));
            if (!comparison.same(request, left, right)) {
                throw difference(request, left, right);
            }
            if (request instanceof ListRequest list && left.value() instanceof ListResult page) {
                nextPage = page.next() == null ? null : list.after(page.next());
            }
        }

        private void administer() {
            MemoryScope scope = random.scope();
            switch (random.below(12)) {
                case 0 -> compare("erase " + scope, admin -> admin.erase(scope));
                case 1 -> {
                    snapshot = everything(StoreAdmin.of(expected), null, 1_000);
                    compareEverything();
                }
                case 2 -> {
                    List<StoredMemory> some =
                            snapshot.stream().filter(stored -> random.chance(4)).toList();
                    compare("restore " + some, admin -> {
                        admin.restore(RandomData.SPACE, some);
                        return some.size();
                    });
                }
                case 3, 4 -> compare("purgeExpired", StoreAdmin::purgeExpired);
                case 5 -> compare("count", StoreAdmin::count);
                case 6 -> compare("space", StoreAdmin::space);
                case 7, 8 -> {
                    int limit = 1 + random.below(7);
                    compare("scan " + scope, admin -> sorted(everything(admin, scope, limit)));
                }
                default -> compare("count " + scope, admin -> admin.count(scope));
            }
        }

        private void compareEverything() {
            int limit = 1 + random.below(9);
            compare("scan by " + limit, admin -> sorted(everything(admin, null, limit)));
        }

        private void compare(String what, Function<StoreAdmin, Object> call) {
            Answer left = Answer.of(() -> call.apply(StoreAdmin.of(expected)));
            Answer right = Answer.of(() -> call.apply(StoreAdmin.of(actual)));
            if (!left.value().equals(right.value())) {
                throw difference(what, left, right);
            }
        }

        private AssertionError difference(Object request, Answer left, Answer right) {
            AssertionError error = new AssertionError("seed " + seed + ", step " + step + ", at " + clock.instant()
                    + ": the stores differ\nrequest:  " + request + "\nexpected: " + left + " of " + expected
                    + "\nactual:   " + right + " of " + actual);
            if (right.error() != null) {
                error.initCause(right.error());
            }
            return error;
        }
    }

    /** A whole scan; what comes twice is kept twice. */
    private static List<StoredMemory> everything(StoreAdmin admin, @Nullable MemoryScope scope, int limit) {
        List<StoredMemory> all = new ArrayList<>();
        ScanRequest request = new ScanRequest(scope, null, limit);
        while (true) {
            ScanPage page = admin.scan(request);
            if (page.memories().size() > limit) {
                throw new AssertionError("a page of " + page.memories().size() + ", asked for " + limit);
            }
            all.addAll(page.memories());
            if (page.next() == null) {
                return all;
            }
            request = request.after(page.next());
        }
    }

    /** The order of a scan is the store's own, and so is that of relations. */
    private static List<Object> sorted(List<StoredMemory> scanned) {
        record Scanned(StoredMemory stored, Set<Object> relations, int outgoing) {}
        return scanned.stream()
                .sorted(Comparator.comparing(
                                (StoredMemory stored) -> stored.memory().scope().ownerKey())
                        .thenComparing(stored -> stored.memory().id()))
                .<Object>map(stored -> new Scanned(
                        new StoredMemory(stored.memory(), stored.deduplicated(), List.of()),
                        new HashSet<>(stored.relations()),
                        stored.relations().size()))
                .toList();
    }
}
