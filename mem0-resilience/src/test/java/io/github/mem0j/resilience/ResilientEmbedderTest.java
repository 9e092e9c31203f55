package io.github.mem0j.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.mem0j.embedder.Embedder;
import io.github.mem0j.embedder.EmbedderException;
import io.github.mem0j.embedder.InputType;
import io.github.mem0j.model.Embedding;
import io.github.mem0j.resilience.CircuitBreaker.State;
import io.github.mem0j.testkit.TestEmbedder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ResilientEmbedderTest {
    private static final String TEXT = "a secret of the user's";

    private final TestEmbedder model = TestEmbedder.create();

    @AfterEach
    void forgetInterrupt() {
        boolean unused = Thread.interrupted();
    }

    /** Repeats at once. */
    private static ResilientEmbedder.Builder around(Embedder embedder) {
        return ResilientEmbedder.builder(embedder).pauses(Duration.ofNanos(1), Duration.ofNanos(2));
    }

    private static List<Embedding> embed(Embedder embedder) {
        return embedder.embed(List.of(TEXT), InputType.QUERY);
    }

    private static EmbedderException failure(Embedder embedder) {
        Throwable failure = catchThrowable(() -> embed(embedder));
        assertThat(failure).isInstanceOf(EmbedderException.class);
        assertThat(failure.getMessage()).doesNotContain(TEXT);
        return (EmbedderException) failure;
    }

    @Test
    void passesOnWhatItIsAskedAndAnswered() {
        ResilientEmbedder resilient = ResilientEmbedder.around(model);
        assertThat(resilient.embed(List.of("one", "two"), InputType.DOCUMENT))
                .containsExactly(model.vector("one"), model.vector("two"));
        assertThat(model.embeddedTexts()).containsExactly("one", "two");
        assertThat(resilient.modelId()).isEqualTo(model.modelId());
        assertThat(resilient.dimensions()).isEqualTo(model.dimensions());
        assertThat(resilient.space()).isEqualTo(model.space());
    }

    @Test
    void endsItsThreadsWhenClosed() throws InterruptedException {
        AtomicReference<Thread> worker = new AtomicReference<>();
        ResilientEmbedder resilient = ResilientEmbedder.around(Embedder.of("closing", 2, (texts, type) -> {
            worker.set(Thread.currentThread());
            return List.of(new float[] {1, 2});
        }));
        assertThat(embed(resilient)).hasSize(1);
        assertThat(worker.get().isAlive()).isTrue();

        resilient.close();

        worker.get().join(5_000); // less than it would last idle
        assertThat(worker.get().isAlive()).isFalse();
        assertThat(failure(resilient)).hasMessageContaining("closed");
        assertThat(resilient.circuitBreaker().state()).isEqualTo(State.CLOSED);
    }

    @Test
    void repeatsOnce() {
        AtomicInteger calls = new AtomicInteger();
        Embedder flaky = Embedder.of("flaky", 2, (texts, type) -> {
            if (calls.incrementAndGet() == 1) {
                throw new IllegalStateException(TEXT);
            }
            return List.of(new float[] {1, 2});
        });
        assertThat(embed(around(flaky).build())).hasSize(1);
        assertThat(calls).hasValue(2);
    }

    @Test
    void givesUpAfterTheRepetition() {
        EmbedderException down = new EmbedderException("model server is down", null);
        model.failWith(down);
        assertThat(failure(around(model).build())).isSameAs(down);
        assertThat(model.calls()).isEqualTo(2);
        assertThat(failure(around(model).retries(0).build())).isSameAs(down);
        assertThat(model.calls()).isEqualTo(3);
    }

    @Test
    void repeatsNothingWithoutTime() {
        model.failWith(new EmbedderException("model server is down", null));
        ResilientEmbedder hasty = ResilientEmbedder.builder(model)
                .deadline(Duration.ofMillis(700))
                .build();
        failure(hasty);
        assertThat(model.calls()).isEqualTo(1);
    }

    @Test
    void otherExceptionsBecomeItsOwn() {
        IllegalStateException broken = new IllegalStateException("cannot embed '" + TEXT + "'");
        model.failWith(broken);
        List<CircuitBreaker.Change> changes = new ArrayList<>();
        ResilientEmbedder resilient = around(model)
                .circuitBreaker(CircuitBreaker.embedder().listener(changes::add).build())
                .build();
        assertThat(failure(resilient)).hasCause(broken);
        failure(resilient);
        assertThat(changes)
                .singleElement()
                .satisfies(change -> assertThat(change.reason()).isEqualTo("IllegalStateException"));
    }

    @Test
    void theBreakerOpensAndCloses() {
        model.failWith(new EmbedderException("model server is down", null));
        ResilientEmbedder resilient = around(model)
                .circuitBreaker(
                        CircuitBreaker.embedder().openFor(Duration.ofMillis(20)).build())
                .build();
        failure(resilient);
        assertThat(model.calls()).isEqualTo(2);
        failure(resilient);
        assertThat(model.calls()).as("no repetition once it is open").isEqualTo(3);
        assertThat(resilient.circuitBreaker().lastChange().to()).isEqualTo(State.OPEN);
        model.recover();
        Aside.until("it is asked again", () -> {
            try {
                return embed(resilient).size() == 1;
            } catch (EmbedderException e) {
                assertThat(e).hasMessageContaining("was not asked");
                return false;
            }
        });
        assertThat(resilient.circuitBreaker().state()).isEqualTo(State.CLOSED);
        assertThat(model.calls()).isEqualTo(4);
    }

    @Test
    void obeysAHand() {
        ResilientEmbedder resilient = ResilientEmbedder.around(model);
        resilient.circuitBreaker().open("out of credit");
        assertThat(failure(resilient)).hasMessageContaining("out of credit");
        assertThat(model.calls()).isZero();
        resilient.circuitBreaker().close("paid");
        assertThat(embed(resilient)).hasSize(1);
    }

    @Test
    void aHangingCallIsGivenUpAndInterrupted() {
        HangingEmbedder hanging = HangingEmbedder.create();
        ResilientEmbedder resilient =
                around(hanging).deadline(Duration.ofMillis(30)).build();
        for (int i = 0; i < 3; i++) {
            assertThat(failure(resilient)).hasMessageContaining("no answer within 30 ms");
        }
        Aside.until("interrupted", () -> hanging.interrupts.get() == 3);
        assertThat(hanging.calls).as("no repetition past the deadline").hasValue(3);
        assertThat(failure(resilient)).hasMessageContaining("is open");
        assertThat(hanging.calls).hasValue(3);
        Aside.until("all places are free", () -> resilient.free() == 16);
    }

    @Test
    void whatHeedsNoInterruptKeepsItsPlaceButNotItsCaller() {
        HangingEmbedder deaf = HangingEmbedder.deaf();
        ResilientEmbedder resilient =
                around(deaf).deadline(Duration.ofMillis(30)).concurrentCalls(2).build();
        failure(resilient);
        failure(resilient);
        Aside.until("both have begun", () -> deaf.calls.get() == 2);
        for (int i = 0; i < 5; i++) {
            assertThat(failure(resilient)).hasMessageContaining("2 calls are under way");
        }
        assertThat(resilient.circuitBreaker().state()).as("those did not count").isEqualTo(State.CLOSED);
        deaf.letGo();
        Aside.until("places are free", () -> resilient.free() == 2);
        assertThat(embed(resilient)).hasSize(1);
        assertThat(deaf.calls).hasValue(3);
    }

    @Test
    void aFullHouseTakesTheNextOneAsSoonAsOneHasItsAnswer() {
        ResilientEmbedder resilient =
                around(model).concurrentCalls(4).retries(0).build();
        List<Integer> answers = Aside.together(4, () -> {
            int all = 0;
            for (int i = 0; i < 500; i++) {
                all += embed(resilient).size();
            }
            return all;
        });
        assertThat(answers).containsOnly(500);
        assertThat(resilient.free()).isEqualTo(4);
    }

    @Test
    void interruptingTheCallerEndsItsCall() {
        HangingEmbedder hanging = HangingEmbedder.create();
        ResilientEmbedder resilient = around(hanging)
                .circuitBreaker(CircuitBreaker.embedder().failures(1).build())
                .build();
        Aside<Boolean> caller = Aside.call(() -> {
            assertThat(failure(resilient)).hasMessageContaining("interrupted");
            return Thread.currentThread().isInterrupted();
        });
        Aside.until("it hangs", () -> hanging.calls.get() == 1);
        caller.thread.interrupt();
        assertThat(caller.get()).as("still interrupted").isTrue();
        Aside.until("the call inside is interrupted", () -> hanging.interrupts.get() == 1);
        assertThat(hanging.calls).as("not repeated").hasValue(1);
        assertThat(resilient.circuitBreaker().state()).isEqualTo(State.CLOSED);
    }

    @Test
    void interruptingAPauseEndsItsCall() {
        model.failWith(new EmbedderException("model server is down", null));
        ResilientEmbedder patient = ResilientEmbedder.builder(model)
                .deadline(Duration.ofHours(9))
                .pauses(Duration.ofHours(1), Duration.ofHours(2))
                .build();
        Aside<Boolean> caller = Aside.call(() -> {
            assertThat(failure(patient)).hasMessageContaining("interrupted");
            return Thread.currentThread().isInterrupted();
        });
        Aside.until(
                "it pauses",
                () -> Arrays.stream(caller.thread.getStackTrace())
                        .anyMatch(frame -> frame.getMethodName().equals("sleep")));
        caller.thread.interrupt();
        assertThat(caller.get()).as("still interrupted").isTrue();
        assertThat(model.calls()).isEqualTo(1);
    }

    @Test
    void whoComesInterruptedIsNotLetIn() {
        ResilientEmbedder resilient = ResilientEmbedder.around(model);
        Thread.currentThread().interrupt();
        assertThat(failure(resilient)).hasMessageContaining("interrupted");
        assertThat(Thread.interrupted()).as("still interrupted").isTrue();
        assertThat(model.calls()).isZero();
    }

    @Test
    void mistakesOfCallersArePassedOnAndDoNotCount() {
        IllegalArgumentException mistake = new IllegalArgumentException("too long");
        model.failWith(mistake);
        ResilientEmbedder resilient = around(model).build();
        for (int i = 1; i <= 5; i++) {
            assertThat(catchThrowable(() -> embed(resilient))).isSameAs(mistake);
            assertThat(model.calls()).as("not repeated").isEqualTo(i);
            assertThatThrownBy(() -> resilient.embed(Arrays.asList("one", null), InputType.QUERY))
                    .isInstanceOf(NullPointerException.class);
        }
        assertThat(resilient.circuitBreaker().state()).isEqualTo(State.CLOSED);
    }

    @Test
    void errorsArePassedOnAndDoNotCount() {
        Embedder broken = Embedder.of("broken", 2, (texts, type) -> {
            throw new UnsatisfiedLinkError("no native library");
        });
        ResilientEmbedder resilient = around(broken).build();
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> embed(resilient)).isInstanceOf(UnsatisfiedLinkError.class);
        }
        assertThat(resilient.circuitBreaker().state()).isEqualTo(State.CLOSED);
    }

    @Test
    void runsOnDaemonThreadsOfItsOwn() {
        List<Thread> threads = new ArrayList<>();
        Embedder noting = Embedder.of("noting", 2, (texts, type) -> {
            threads.add(Thread.currentThread());
            return List.of(new float[] {1, 2});
        });
        embed(ResilientEmbedder.around(noting));
        assertThat(threads).singleElement().satisfies(thread -> {
            assertThat(thread).isNotSameAs(Thread.currentThread());
            assertThat(thread.isDaemon()).isTrue();
            assertThat(thread.getName()).startsWith("mem0-embedder-");
        });
    }

    @Test
    void aDeadEmbedderIsAskedByNoMoreThanWereUnderWay() {
        int callers = 8;
        model.failWith(new EmbedderException("model server is down", null));
        ResilientEmbedder resilient = around(model).build();
        ConcurrentHashMap<String, Integer> messages = new ConcurrentHashMap<>();
        Aside.together(callers, () -> {
            for (int i = 0; i < 50; i++) {
                messages.merge(failure(resilient).getMessage().replaceAll("\\d+ ms.*", ""), 1, Integer::sum);
            }
            return true;
        });
        assertThat(model.calls()).isBetween(3, 3 + callers);
        assertThat(messages.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(50 * callers);
    }

    @Test
    void settingsAreChecked() {
        assertThatThrownBy(() -> around(model).deadline(Duration.ZERO).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("deadline");
        assertThatThrownBy(() -> around(model).retries(-1).build()).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> around(model).concurrentCalls(0).build()).isInstanceOf(IllegalArgumentException.class);
    }
}
