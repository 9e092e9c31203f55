package io.github.mem0j.async;

import static io.github.mem0j.store.StoreUnavailableException.Outcome.NOT_APPLIED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mem0j.store.Deadline;
import io.github.mem0j.store.StoreUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OrderedCallsTest {
    private final AsyncCalls calls =
            AsyncCalls.builder().concurrency(4).queue(4).build();
    private final OrderedCalls line = calls.ordered();
    private final List<String> done = new CopyOnWriteArrayList<>();
    private final CountDownLatch started = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);

    @AfterEach
    void end() {
        release.countDown();
        calls.close();
    }

    private Callable<String> call(String name) {
        return () -> {
            done.add(name);
            return name;
        };
    }

    /** The first write, under way until released. */
    private CompletableFuture<String> slow() throws InterruptedException {
        CompletableFuture<String> slow = line.write(null, () -> {
            started.countDown();
            while (release.getCount() > 0) {
                try {
                    release.await();
                } catch (InterruptedException e) {
                    // goes on: what it does cannot be called back
                }
            }
            return call("slow").call();
        });
        started.await();
        return slow;
    }

    @Test
    void whatComesAfterAWriteWaitsForItAndWritesKeepTheirOrder() throws InterruptedException {
        Object slow = slow();
        List<CompletableFuture<String>> later = new ArrayList<>();
        later.add(line.write(null, call("second")));
        later.add(line.read(null, call("read of both")));
        later.add(line.write(null, call("third")));
        assertThat(calls.submit(call("of another")).join()).isEqualTo("of another"); // places are free
        assertThat(done).containsExactly("of another");

        release.countDown();
        later.forEach(CompletableFuture::join);

        assertThat(done).startsWith("of another", "slow", "second").hasSize(5);
        assertThat(slow).isNotNull();
    }

    @Test
    void readsRunSideBySide() throws InterruptedException {
        Object unused = slow();
        CountDownLatch together = new CountDownLatch(3);
        Callable<Boolean> meets = () -> {
            together.countDown();
            together.await();
            return true;
        };
        List<CompletableFuture<Boolean>> reads =
                List.of(line.read(null, meets), line.read(null, meets), line.read(null, meets));
        release.countDown();
        assertThat(reads).allMatch(CompletableFuture::join);
    }

    @Test
    void aFailedWriteHoldsUpNothing() {
        Object unused = line.write(null, () -> {
            throw new IllegalStateException("refused");
        });
        assertThat(line.read(null, call("read")).join()).isEqualTo("read");
        assertThat(line.write(null, call("write")).join()).isEqualTo("write");
    }

    @Test
    void whatFollowedACancelledWriteStillWaitsForThoseBefore() throws InterruptedException {
        Object unused = slow();
        CompletableFuture<String> cancelled = line.write(null, call("cancelled"));
        CompletableFuture<String> behind = line.write(null, call("behind"));
        cancelled.cancel(true);
        CompletableFuture<String> last = line.write(null, call("last"));
        last.cancel(true);
        CompletableFuture<String> read = line.read(null, call("read"));
        calls.submit(call("of another")).join();
        assertThat(done).containsExactly("of another");
        release.countDown();
        read.join();
        assertThat(behind.join()).isEqualTo("behind");
        assertThat(done).containsExactly("of another", "slow", "behind", "read");
    }

    @Test
    void aWriteThatIsCancelledWhileItRunsIsWaitedForAllTheSame() throws InterruptedException {
        CompletableFuture<String> slow = slow();
        slow.cancel(true);
        CompletableFuture<String> read = line.read(null, call("read"));
        calls.submit(call("of another")).join();
        assertThat(read).isNotDone();
        release.countDown();
        read.join();
        assertThat(done).containsExactly("of another", "slow", "read");
    }

    @Test
    void whoWaitsInLineHasADeadlineAndTakesRoom() throws InterruptedException {
        Object unused = slow();
        CompletableFuture<String> late = line.read(Deadline.after(Duration.ofMillis(10)), call("late"));
        assertThatThrownBy(late::join).cause().isInstanceOf(StoreUnavailableException.class);
        List<CompletableFuture<String>> queued = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            queued.add(line.write(null, call("queued")));
        }
        assertThat(queued).noneMatch(CompletableFuture::isDone);
        CompletableFuture<String> refused = line.write(null, call("refused"));
        assertThatThrownBy(refused::join)
                .cause()
                .isInstanceOfSatisfying(
                        StoreUnavailableException.class,
                        e -> assertThat(e.outcome()).isEqualTo(NOT_APPLIED));
        release.countDown();
        queued.forEach(CompletableFuture::join);
        assertThat(line.read(null, call("read")).join()).isEqualTo("read");
        assertThat(done)
                .containsExactly("slow", "queued", "queued", "queued", "queued", "queued", "queued", "queued", "read");
    }
}
