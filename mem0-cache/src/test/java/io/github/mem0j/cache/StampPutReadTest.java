package io.github.mem0j.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.embedded.EmbeddedMemoryStore;
import io.github.mem0j.layer.ForwardingMemoryStore;
import io.github.mem0j.model.Memory;
import io.github.mem0j.model.Metadata;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.GetResult;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.Provenance;
import io.github.mem0j.store.UpdateRequest;
import io.github.mem0j.store.UpdateResult;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/**
 * A writer and readers without any latch between them, many thousand times: a read that begins after a write has
 * returned never sees what was before it. The same loop finds protocols that are wrong.
 */
class StampPutReadTest {
    private static final int ROUNDS = 60_000;
    private static final Duration LIMIT = Duration.ofSeconds(4);

    /** How many rounds were run, how many reads of them hit, and how often a read saw what was over. */
    private record Outcome(int rounds, long hits, int violations) {}

    @Test
    void noReadSeesWhatWasOverBeforeItBegan() {
        Outcome outcome = run(LocalVariant.SOUND, ROUNDS);
        assertThat(outcome.violations()).isZero();
        // Slow machines do fewer rounds within the limit, but not none.
        assertThat(outcome.rounds()).isGreaterThan(ROUNDS / 60);
        assertThat(outcome.hits()).isGreaterThan(outcome.rounds() / 20);
    }

    @Test
    void theLoopFindsAProtocolWithoutTheLastStamp() {
        assertThat(run(LocalVariant.NO_LAST_STAMP, 1).violations()).isPositive();
    }

    @Test
    void theLoopFindsAProtocolWithoutStamps() {
        assertThat(run(LocalVariant.NO_STAMPS, 1).violations()).isPositive();
    }

    /**
     * Runs rounds of one write and some reads each, in two threads.
     *
     * @param enough the rounds to run, or for a wrong protocol the violations to see
     */
    @SuppressWarnings("UnnecessaryAsync") // lambdas of two threads share them
    private static Outcome run(LocalVariant variant, int enough) {
        Versions versions = new Versions();
        try (MemoryStore cache =
                LocalCache.builder().singleJvm().stamps(variant::stamps).build().over(versions)) {
            AtomicInteger violations = new AtomicInteger();
            AtomicInteger rounds = new AtomicInteger();
            SpinBarrier barrier = new SpinBarrier();
            long end = System.nanoTime() + LIMIT.toNanos();
            Runnable look = () -> {
                long floor = versions.returned;
                if (cache.get(LocalRig.GET).memories().get(0).version() < floor) {
                    violations.incrementAndGet();
                }
            };
            Aside<Boolean> reader = Aside.call(() -> {
                Random random = new Random(1);
                while (barrier.pass()) {
                    spin(random.nextInt(200));
                    for (int i = 0; i < 4; i++) {
                        look.run(); // while the write goes on
                    }
                    barrier.pass();
                    look.run(); // after it
                }
                return true;
            });
            Random random = new Random(2);
            while (System.nanoTime() - end < 0
                    && (variant == LocalVariant.SOUND ? rounds.get() : violations.get()) < enough) {
                barrier.pass();
                spin(random.nextInt(200));
                cache.update(LocalRig.change("next"));
                versions.returned = versions.current;
                barrier.pass();
                look.run();
                rounds.incrementAndGet();
            }
            barrier.open();
            assertThat(reader.get()).isTrue();
            long hits = CacheAdmin.of(cache).statistics().get(0).get(CacheMetric.HITS);
            return new Outcome(rounds.get(), hits, violations.get());
        }
    }

    private static void spin(int times) {
        for (int i = 0; i < times; i++) {
            Thread.onSpinWait();
        }
    }

    /** Two threads leave together. */
    private static final class SpinBarrier {
        private final AtomicInteger arrived = new AtomicInteger();
        private volatile boolean open;

        /** Whether there is another round. */
        boolean pass() {
            int others = (arrived.getAndIncrement() / 2 + 1) * 2;
            for (int i = 1; arrived.get() < others && !open; i++) {
                if (i % 1_000 == 0) {
                    LockSupport.parkNanos(1); // cores may be fewer than threads
                } else {
                    Thread.onSpinWait();
                }
            }
            return !open;
        }

        void open() {
            open = true;
        }
    }

    /** One memory whose versions are all that there is of it. */
    private static final class Versions extends ForwardingMemoryStore {
        private static final Provenance HERE = Provenance.of("versions");

        /** Both written by the one writer only. */
        private volatile long current = 1;

        private volatile long returned = 1;

        Versions() {
            super(EmbeddedMemoryStore.create());
        }

        @Override
        public GetResult get(GetRequest request) {
            Memory memory = new Memory(
                    LocalRig.ID,
                    LocalRig.ANN,
                    "text",
                    Metadata.EMPTY,
                    Instant.EPOCH,
                    Instant.EPOCH,
                    null,
                    current,
                    null);
            return new GetResult(List.of(memory), HERE);
        }

        @Override
        public UpdateResult update(UpdateRequest request) {
            spin(200); // a commit takes its time, too
            long next = current + 1;
            current = next;
            return new UpdateResult(request.id(), UpdateResult.Outcome.UPDATED, next, Instant.EPOCH, HERE);
        }
    }
}
