package io.github.mem0j.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mem0j.batching.Batching;
import io.github.mem0j.embedded.EmbeddedMemoryStore;
import io.github.mem0j.layer.MemoryStack;
import io.github.mem0j.store.MemoryStore;
import io.micrometer.common.KeyValue;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

/** A host without caches, pgvector and resilience needs none of their modules. */
class CoreOnlyClassPathTest {
    @Test
    void metersNeedNoOtherModule() throws Exception {
        URL[] classPath = Stream.of(
                        MemoryStore.class,
                        StackMeters.class,
                        Host.class,
                        MeterRegistry.class,
                        ObservationRegistry.class,
                        KeyValue.class,
                        Histogram.class,
                        Logger.class,
                        Nullable.class)
                .map(type -> type.getProtectionDomain().getCodeSource().getLocation())
                .toArray(URL[]::new);
        try (URLClassLoader alone = new URLClassLoader(classPath, ClassLoader.getPlatformClassLoader())) {
            for (String absent : List.of(
                    "io.github.mem0j.cache.CacheAdmin",
                    "io.github.mem0j.pgvector.PoolStatistics",
                    "io.github.mem0j.resilience.CircuitBreaker")) {
                assertThat(Class.forName(absent)).as("here it is").isNotNull();
                assertThatThrownBy(() -> alone.loadClass(absent)).isInstanceOf(ClassNotFoundException.class);
            }
            Object names = ((Callable<?>) alone.loadClass(Host.class.getName())
                            .getConstructor()
                            .newInstance())
                    .call();
            assertThat(names.toString())
                    .isEqualTo("[mem0.batching.batches, mem0.batching.calls, mem0.batching.left, mem0.batching.queued,"
                            + " mem0.batching.running] of [first, second], then []");
        }
    }

    /** Runs by itself, with nothing but what is on its class path. */
    public static final class Host implements Callable<String> {
        @Override
        public String call() {
            MeterRegistry registry = new SimpleMeterRegistry();
            try (MemoryStore stack = MemoryStack.over(EmbeddedMemoryStore.create())
                    .layer(Batching.defaults())
                    .build()) {
                StackMeters first =
                        StackMeters.builder(stack).tag("stack", "first").build();
                StackMeters second =
                        StackMeters.builder(stack).tag("stack", "second").build();
                first.bindTo(registry);
                second.bindTo(registry);
                TreeSet<String> names = new TreeSet<>();
                TreeSet<String> stacks = new TreeSet<>();
                for (Meter meter : registry.getMeters()) {
                    names.add(meter.getId().getName());
                    stacks.add(meter.getId().getTag("stack"));
                }
                first.close();
                second.close();
                return names + " of " + stacks + ", then " + registry.getMeters();
            }
        }
    }
}
