package io.github.mem0j.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.embedded.EmbeddedMemoryStore;
import io.github.mem0j.model.Embedding;
import io.github.mem0j.model.MemoryChange;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.services.OwnRedis;
import io.github.mem0j.services.RedisBinary;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.Degradation;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.GetResult;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.UpdateRequest;
import io.github.mem0j.testkit.RandomData;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;

/**
 * What races take place in: a Redis of their own, one store, and JVMs around it. A scenario is written once and returns
 * what its last read says: the protocol makes that the new text, and the mistake that the scenario is about the old one.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class Races {
    static final String OLD = "old";
    static final String NEW = "new";
    static final String UNAVAILABLE = "unavailable";

    private static final int PATIENCE_SECONDS = 20;

    private final List<CacheJvm> jvms = new ArrayList<>();
    private OwnRedis server;
    MemoryStore common = EmbeddedMemoryStore.create();
    String namespace = "";
    MemoryScope scope = MemoryScope.user("nobody");
    UUID id = UUID.randomUUID();

    /** The server that these races take place in. */
    RedisBinary binary() {
        return RedisBinary.EMBEDDED;
    }

    @BeforeAll
    void startServer() {
        server = OwnRedis.options().binary(binary()).start();
    }

    @AfterAll
    void endServer() {
        server.close();
    }

    @BeforeEach
    void openWorld() {
        common = EmbeddedMemoryStore.create();
        anew();
    }

    @AfterEach
    void closeWorld() {
        List.copyOf(jvms).forEach(CacheJvm::close);
        jvms.clear();
        common.close();
    }

    /** Another user, with one memory, and other keys: for the next run of a scenario. */
    final void anew() {
        List.copyOf(jvms).forEach(CacheJvm::close);
        jvms.clear();
        namespace = "races-" + UUID.randomUUID();
        scope = MemoryScope.user("user-" + UUID.randomUUID());
        id = common.add(AddRequest.of(scope, RandomData.SPACE, memory(OLD)))
                .ids()
                .get(0);
    }

    /** The new text by the protocol, the old one by the mistake: then the scenario can tell. */
    final void assertTold(Function<CacheJvm.Setup, String> scenario, CacheJvm.Setup right, CacheJvm.Setup mistaken) {
        assertThat(scenario.apply(right)).as("the protocol").isEqualTo(NEW);
        anew();
        assertThat(scenario.apply(mistaken)).as("the mistake").isEqualTo(OLD);
    }

    final boolean isDegraded(CacheJvm jvm) {
        return get(jvm).provenance().degradations().contains(Degradation.CACHE_UNAVAILABLE);
    }

    final OwnRedis server() {
        return server;
    }

    static CacheJvm.Setup setup() {
        return new CacheJvm.Setup();
    }

    /** A JVM that hears messages, if it has a local cache. */
    final CacheJvm jvm(CacheJvm.Setup setup) {
        CacheJvm jvm = new CacheJvm(common, server.get(), namespace, setup);
        jvms.add(jvm);
        return setup.local ? jvm.live() : jvm;
    }

    final CacheJvm jvm() {
        return jvm(setup());
    }

    static NewMemory memory(String text) {
        return NewMemory.of(text, Embedding.of(1, 0, 0, 0));
    }

    final GetRequest question() {
        return GetRequest.of(scope, id);
    }

    final GetResult get(CacheJvm jvm) {
        return jvm.store.get(question());
    }

    /** What a JVM reads. */
    final String read(CacheJvm jvm) {
        return get(jvm).memory(id).map(each -> each.text()).orElse("gone");
    }

    /** The same, if the store or something that stands in for it answers. */
    final String readOrUnavailable(CacheJvm jvm) {
        AtomicReference<String> seen = new AtomicReference<>(UNAVAILABLE);
        boolean unused = UnknownOutcome.unavailable(() -> {
            seen.set(read(jvm));
            return seen;
        });
        return seen.get();
    }

    final UpdateRequest change(String text) {
        return UpdateRequest.of(
                scope, id, RandomData.SPACE, MemoryChange.none().withText(text, Embedding.of(0, 1, 0, 0)));
    }

    /** The write of all scenarios. */
    final boolean write(CacheJvm jvm) {
        return jvm.store.update(change(NEW)) != null;
    }

    /** A write of a JVM that dies once its change is committed. */
    final boolean writeAndCrash(CacheJvm jvm) {
        jvm.gates.crash(Probe.Point.REDIS_COMMITTED);
        try {
            write(jvm);
        } catch (Gates.Crash e) {
            return true;
        }
        throw new AssertionError("it did not crash");
    }

    /** Runs it on a thread of its own. */
    static <T> Task<T> start(Callable<T> body) {
        Task<T> task = new Task<>(body);
        task.thread.start();
        return task;
    }

    /** Something that a thread of its own does. */
    static final class Task<T> {
        private final FutureTask<T> future;
        final Thread thread;

        private Task(Callable<T> body) {
            future = new FutureTask<>(body);
            thread = new Thread(future, "race");
            thread.setDaemon(true);
        }

        boolean isDone() {
            return future.isDone();
        }

        /** What came of it; what it threw is the cause. */
        T result() {
            try {
                return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                throw new AssertionError("the thread failed", e.getCause());
            } catch (InterruptedException | TimeoutException e) {
                throw new AssertionError("the thread hangs", e);
            }
        }
    }

    /** Waits until something holds; not for long. */
    static void until(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("not within " + PATIENCE_SECONDS + " s: " + what);
            }
            try {
                TimeUnit.MILLISECONDS.sleep(5);
            } catch (InterruptedException e) {
                throw new AssertionError("interrupted while waiting: " + what, e);
            }
        }
    }

    /** The server's keys of this run of this kind: g, w, k or e1. */
    final List<String> keys(String kind) {
        return ((List<?>) server.command("KEYS", namespace + ":{*}:" + kind + "*"))
                .stream().map(String::valueOf).toList();
    }
}
