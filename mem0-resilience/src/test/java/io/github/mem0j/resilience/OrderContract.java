package io.github.mem0j.resilience;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.github.mem0j.cache.LocalCache;
import io.github.mem0j.cache.RedisCache;
import io.github.mem0j.embedded.EmbeddedMemoryStore;
import io.github.mem0j.layer.MemoryLayer;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.testkit.MemoryStoreContract;
import io.github.mem0j.testkit.StoreSettings;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;
import redis.clients.jedis.UnifiedJedis;

/** The contract through one order of layers; run by {@link OrderingIT}, and by its name not by the build. */
class OrderContract extends MemoryStoreContract {
    private static StackOrder order = StackOrder.RECOMMENDED;
    private static UnifiedJedis client;
    private static String namespace;

    /** Eight cases at a time, each with a store of its own. */
    static TestExecutionSummary through(StackOrder tried, UnifiedJedis redis, String prefix) {
        order = tried;
        client = redis;
        namespace = prefix;
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(selectClass(OrderContract.class))
                                .configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
                                .configurationParameter("junit.jupiter.execution.parallel.mode.default", "concurrent")
                                .configurationParameter("junit.jupiter.execution.parallel.config.strategy", "fixed")
                                .configurationParameter(
                                        "junit.jupiter.execution.parallel.config.fixed.parallelism", "8")
                                .build(),
                        listener);
        return listener.getSummary();
    }

    /** Not about outages: a slow moment of the machine must not become one. */
    @Override
    protected MemoryStore newStore(StoreSettings settings) {
        Duration patience = Duration.ofMinutes(1);
        MemoryStore store = EmbeddedMemoryStore.builder()
                .clock(settings.clock())
                .limits(settings.limits())
                .build();
        List<MemoryLayer> layers = order.layers(
                Resilience.builder()
                        .readDeadline(patience)
                        .writeDeadline(patience)
                        .build(),
                RedisCache.builder(client)
                        .namespace(namespace + UUID.randomUUID())
                        .clock(settings.clock()),
                LocalCache.builder().clock(settings.clock()));
        for (MemoryLayer layer : layers) { // without a stack, which would warn each time
            store = layer.over(store);
        }
        return store;
    }
}
