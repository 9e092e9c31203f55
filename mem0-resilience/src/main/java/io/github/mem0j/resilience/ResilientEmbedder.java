package io.github.mem0j.resilience;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import io.github.mem0j.embedder.Embedder;
import io.github.mem0j.embedder.EmbedderException;
import io.github.mem0j.embedder.InputType;
import io.github.mem0j.model.Embedding;
import io.github.mem0j.model.EmbeddingSpace;
import io.github.mem0j.store.Deadline;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * An embedder whose calls end in time, with vectors or an {@link EmbedderException}, whatever the one inside does.
 *
 * <pre>{@code
 * Embedder embedder = CachingEmbedder.around(ResilientEmbedder.around(model));
 * AgentMemory memory = AgentMemory.builder().embedder(embedder).build();
 * }</pre>
 *
 * <p>In this order, so that what is cached is answered while the model is down; the other way round the open breaker would
 * refuse it, too. {@code get}, {@code list}, {@code related} and {@code delete} ask no embedder.
 *
 * <ul>
 *   <li><b>Deadline</b>: 10 seconds for a call with its repetition. A call runs on a daemon thread of its own, which is
 *       interrupted when its time is over, and not waited for if it does not heed that.
 *   <li><b>Limit</b>: 16 calls at once, those among them that were given up but still run; one more fails at once.
 *   <li><b>Retry</b>: once, after about 100 ms, if there is time. Embedding is always repeatable.
 *   <li><b>Circuit breaker</b>: {@link CircuitBreaker#embedder()} unless another is given. It sees each attempt, and
 *       once it is open nothing is repeated.
 * </ul>
 *
 * <p>All that the embedder inside throws counts as its failure and is repeated, EmbedderExceptions for wrong answers
 * too, but for {@link IllegalArgumentException}, by which it says that the caller is wrong: that one is passed on.
 * {@link Error}s are, too, and neither count. EmbedderExceptions are passed on as they are, all else is the cause of one;
 * messages made here hold no text. The wrong number or dimensions of vectors are found out by who asked.
 *
 * <p>Interrupting the caller ends its call at once by an EmbedderException, with the flag set again; it interrupts the
 * call inside and does not count. A caller that comes interrupted is not let in.
 *
 * <p>Thread-safe. It need not be closed: its threads end after 10 seconds without work. Who cannot wait for that closes it.
 * The embedder stays the host's.
 */
public final class ResilientEmbedder implements Embedder, AutoCloseable {
    private static final double JITTER = 0.25;

    private final Embedder embedder;
    private final Duration deadline;
    private final Retries retries;
    private final CircuitBreaker breaker;
    private final EmbedderThreads threads;
    private final LongSupplier nanoTime;

    private ResilientEmbedder(Builder builder) {
        embedder = builder.embedder;
        deadline = builder.deadline;
        retries = new Retries(builder.retries, builder.firstPause, builder.longestPause);
        breaker = builder.breaker == null ? CircuitBreaker.embedder().build() : builder.breaker;
        threads = new EmbedderThreads(builder.calls);
        nanoTime = builder.nanoTime;
    }

    /** With the defaults. */
    public static ResilientEmbedder around(Embedder embedder) {
        return builder(embedder).build();
    }

    public static Builder builder(Embedder embedder) {
        return new Builder(embedder);
    }

    @Override
    public List<Embedding> embed(List<String> texts, InputType type) {
        List<String> copy = List.copyOf(texts); // a call that was given up may read it for longer than its caller waits
        Objects.requireNonNull(type, "type");
        Deadline end = Deadline.after(deadline, nanoTime);
        try {
            return Failsafe.with(policy(end)).get(() -> attempt(copy, type, end));
        } catch (RejectedExecutionException e) {
            throw new EmbedderException("the embedder was not asked: " + e.getMessage() + "; retry later", e);
        } catch (FailsafeException e) {
            throw interrupted(e); // in a pause; the thread's flag is set again
        }
    }

    private RetryPolicy<List<Embedding>> policy(Deadline end) {
        return RetryPolicy.<List<Embedding>>builder()
                .handleIf(e -> e instanceof EmbedderException && mayRepeat(end))
                .withMaxRetries(retries.most())
                .withBackoff(retries.first(), retries.longest())
                .withJitter(JITTER)
                .build();
    }

    private boolean mayRepeat(Deadline end) {
        return end.remaining().compareTo(retries.longest().multipliedBy(2)) > 0
                && breaker.state() == CircuitBreaker.State.CLOSED
                && !Thread.currentThread().isInterrupted();
    }

    /** @throws RejectedExecutionException if the embedder is not to be asked */
    private List<Embedding> attempt(List<String> texts, InputType type, Deadline end) {
        if (Thread.currentThread().isInterrupted()) {
            throw interrupted(null);
        }
        long permit = breaker.acquire();
        if (permit == CircuitBreaker.NO_PERMIT) {
            throw new RejectedExecutionException(breaker.refusal());
        }
        Future<List<Embedding>> call;
        try {
            call = threads.start(() -> embedder.embed(texts, type));
        } catch (RuntimeException | Error e) {
            breaker.ignored(permit);
            throw e;
        }
        try {
            List<Embedding> embeddings = call.get(end.remainingNanos(), TimeUnit.NANOSECONDS);
            breaker.succeeded(permit);
            return embeddings;
        } catch (TimeoutException e) {
            call.cancel(true);
            String late = "no answer within " + deadline.toMillis() + " ms";
            breaker.failed(permit, late);
            throw new EmbedderException("the embedder gave " + late, e);
        } catch (InterruptedException e) {
            call.cancel(true);
            breaker.ignored(permit);
            Thread.currentThread().interrupt();
            throw interrupted(e);
        } catch (ExecutionException e) {
            throw failed(permit, Objects.requireNonNull(e.getCause()));
        }
    }

    private RuntimeException failed(long permit, Throwable failure) {
        if (failure instanceof Error error) {
            breaker.ignored(permit);
            throw error;
        }
        if (failure instanceof IllegalArgumentException mistake) {
            breaker.ignored(permit);
            return mistake;
        }
        // Not its message, which may quote the text: the reason is logged.
        String name = failure.getClass().getSimpleName();
        Throwable cause = failure.getCause();
        breaker.failed(
                permit, cause == null ? name : name + " by " + cause.getClass().getSimpleName());
        return failure instanceof EmbedderException known
                ? known
                : new EmbedderException("the embedder failed by " + name, failure);
    }

    private static EmbedderException interrupted(@Nullable Throwable cause) {
        return new EmbedderException("embedding was interrupted", cause);
    }

    @Override
    public String modelId() {
        return embedder.modelId();
    }

    @Override
    public int dimensions() {
        return embedder.dimensions();
    }

    @Override
    public EmbeddingSpace space() {
        return embedder.space();
    }

    /** Its state, and a hand on it. */
    public CircuitBreaker circuitBreaker() {
        return breaker;
    }

    /** Ends its threads; calls under way are interrupted, those after it refused by an {@link EmbedderException}. */
    @Override
    public void close() {
        threads.close();
    }

    /** Places for calls, for tests. */
    int free() {
        return threads.free();
    }

    @Override
    public String toString() {
        return "ResilientEmbedder(" + embedder + ")";
    }

    /** Not thread-safe; what it builds is. */
    public static final class Builder {
        private final Embedder embedder;
        private Duration deadline = Duration.ofSeconds(10);
        private int retries = 1;
        private Duration firstPause = Duration.ofMillis(100);
        private Duration longestPause = Duration.ofMillis(400);
        private int calls = 16;
        private @Nullable CircuitBreaker breaker;
        private LongSupplier nanoTime = System::nanoTime;

        private Builder(Embedder embedder) {
            this.embedder = Objects.requireNonNull(embedder, "embedder");
        }

        /** For a call with its repetitions; 10 seconds by default. */
        public Builder deadline(Duration duration) {
            deadline = duration;
            return this;
        }

        /** How often a failed call is repeated at most; once by default, 0 for never. */
        public Builder retries(int most) {
            retries = most;
            return this;
        }

        /**
         * The pause before the first repetition, which doubles up to the longest, give or take a quarter; 100 and 400 ms by
         * default. Nothing is repeated when less than twice the longest is left of the deadline.
         */
        public Builder pauses(Duration first, Duration longest) {
            firstPause = first;
            longestPause = longest;
            return this;
        }

        /** How many calls may be under way at once, each on its thread; 16 by default. */
        public Builder concurrentCalls(int most) {
            calls = most;
            return this;
        }

        /** In place of a {@link CircuitBreaker#embedder()} of its own; only for one service. */
        public Builder circuitBreaker(CircuitBreaker breaker) {
            this.breaker = Objects.requireNonNull(breaker, "breaker");
            return this;
        }

        Builder nanoTime(LongSupplier nanoTime) {
            this.nanoTime = nanoTime;
            return this;
        }

        /**
         * The embedder.
         *
         * @throws IllegalArgumentException naming what cannot be
         */
        public ResilientEmbedder build() {
            Settings.check(Settings.isPositive(deadline), "deadline must be positive, but is " + deadline);
            return new ResilientEmbedder(this);
        }
    }
}
