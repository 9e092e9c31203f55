package io.github.mem0j.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.AgentMemory;
import io.github.mem0j.UserMemory;
import io.github.mem0j.batching.Batching;
import io.github.mem0j.cache.CachingEmbedder;
import io.github.mem0j.cache.LocalCache;
import io.github.mem0j.cache.RedisCache;
import io.github.mem0j.cache.WorkingSet;
import io.github.mem0j.embedded.EmbeddedMemoryStore;
import io.github.mem0j.feed.CompanionStore;
import io.github.mem0j.feed.FeedConsumer;
import io.github.mem0j.layer.MemoryStack;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.observation.Observation;
import io.github.mem0j.pgvector.PgVectorMemoryStore;
import io.github.mem0j.resilience.CircuitBreaker;
import io.github.mem0j.resilience.FailsafeGuard;
import io.github.mem0j.resilience.Resilience;
import io.github.mem0j.services.Postgres;
import io.github.mem0j.services.Redis;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.ReadOptions.Freshness;
import io.github.mem0j.store.StoreUnavailableException;
import io.github.mem0j.testkit.TestEmbedder;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import redis.clients.jedis.RedisClient;

/** What docs/metrics.md says of meters and alerts, held against a registry after calls of a whole stack on real servers. */
class DocumentedMetersIT {
    private static final Path PAGE = Path.of("..", "docs", "metrics.md");
    private static final String USER = "user-whom-no-meter-may-name";

    /** Such as {@code | `mem0.cache.fill` | counter | `level`, `outcome` | what it is |}. */
    private static final Pattern ROW =
            Pattern.compile("^\\| `(mem0\\.[a-z.]+)` \\| (counter|gauge|timer) \\| (.*?) \\|", Pattern.MULTILINE);

    private static final Pattern TAG = Pattern.compile("`([a-z]+)`");
    private static final Pattern SERIES = Pattern.compile("\\bmem0_[a-z_]+(\\{[^}]*})?");
    private static final Pattern LABEL = Pattern.compile("([a-z]+)(=|!=|=~)\"([^\"]*)\"");

    @RegisterExtension
    static final Postgres postgres = Postgres.shared();

    @RegisterExtension
    static final Redis redis = Redis.shared();

    private static final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private static MemoryStore stack;
    private static OperationMeters operations;
    private static StackMeters meters;
    private static RedisClient client;
    private static String page;

    @BeforeAll
    static void run() throws IOException {
        page = Files.readString(PAGE);
        client = RedisClient.create(redis.uri());
        CachingEmbedder embedder = CachingEmbedder.builder(TestEmbedder.create())
                .redis(client)
                .namespace(redis.namespace())
                .build();
        Resilience resilience = Resilience.builder().bulkhead(4, 4).build();
        FailsafeGuard guard = FailsafeGuard.redis();
        ObservationRegistry observations = ObservationRegistry.create();
        observations.observationConfig().observationHandler(new DefaultMeterObservationHandler(registry));
        operations = OperationMeters.in(registry);
        MemoryStore primary = PgVectorMemoryStore.builder()
                .jdbcUrl(postgres.jdbcUrl())
                .credentials(postgres.user(), postgres.password())
                .dimensions(TestEmbedder.DIMENSIONS)
                .changeFeed("graph")
                .initSchema()
                .build();
        stack = MemoryStack.over(CompanionStore.builder(primary, EmbeddedMemoryStore.create())
                        .consumer("graph")
                        .projection(FeedConsumer.Builder::byHand)
                        .build())
                .layer(resilience)
                .layer(Batching.defaults())
                .layer(RedisCache.builder(client)
                        .namespace(redis.namespace())
                        .guard(guard)
                        .build())
                .layer(LocalCache.defaults())
                .layer(WorkingSet.defaults())
                .layer(ObservedCalls.in(observations))
                .layer(Observation.builder().listener(operations).build())
                .build();
        meters = StackMeters.builder(stack)
                .resilience(resilience)
                .circuitBreaker(guard.circuitBreaker())
                .embedder(embedder)
                .build();
        meters.bindTo(registry);
        use(
                AgentMemory.builder().store(stack).embedder(embedder).build(),
                resilience.circuitBreaker(),
                guard.circuitBreaker());
    }

    private static void use(AgentMemory memory, CircuitBreaker breaker, CircuitBreaker ofRedis) {
        UserMemory user = memory.forUser(MemoryScope.user(USER));
        UUID tea = user.add("drinks tea");
        UUID cat = user.add("has a cat");
        user.relate(tea, cat);
        user.get(tea);
        user.get(tea);
        user.search("tea");
        user.search("tea");
        user.related(tea);
        user.list();
        user.update(cat, "has two cats");
        user.count();
        ofRedis.open("the test wants an answer without Redis");
        user.search("tea", request -> request.withOptions(request.options().withFreshness(Freshness.REFRESH)));
        ofRedis.close("that was it");
        breaker.open("the test wants a refusal");
        try {
            user.search("dogs", request -> request.withOptions(request.options().withFreshness(Freshness.BYPASS)));
            throw new AssertionError("an open breaker let a call pass");
        } catch (StoreUnavailableException e) {
            // as it should be
        }
        breaker.close("that was it");
        user.delete(tea);
    }

    @AfterAll
    static void end() {
        meters.close();
        operations.close();
        assertThat(registry.getMeters())
                .extracting(meter -> meter.getId().getName())
                .containsOnly("mem0.call", "mem0.call.active"); // the handler's own
        stack.close();
        client.close();
    }

    private static String kind(Meter meter) {
        return switch (meter.getId().getType()) {
            case COUNTER -> "counter";
            case GAUGE -> "gauge";
            case TIMER -> "timer";
            default -> meter.getId().getType().name();
        };
    }

    @Test
    void everyMeterThatIsDocumentedIsThereAndNoOther() {
        Map<String, String> documented = new TreeMap<>();
        for (Matcher row = ROW.matcher(page); row.find(); ) {
            String tags = TAG.matcher(row.group(3))
                    .results()
                    .map(tag -> tag.group(1))
                    .sorted()
                    .collect(Collectors.joining(" "));
            documented.put(row.group(1), row.group(2) + " " + tags);
        }
        Map<String, String> registered = new TreeMap<>();
        registry.getMeters().stream()
                .filter(meter -> !meter.getId().getName().equals("mem0.call.active"))
                .forEach(meter -> registered.put(
                        meter.getId().getName(),
                        kind(meter) + " "
                                + meter.getId().getTags().stream()
                                        .map(Tag::getKey)
                                        .sorted()
                                        .collect(Collectors.joining(" "))));
        assertThat(registered).isEqualTo(documented).hasSizeGreaterThan(30);
    }

    @Test
    void whatTheScriptDidIsCounted() {
        assertThat(registry.get("mem0.operations").tags("op", "add", "outcome", "answered").timers().stream()
                        .mapToLong(timer -> timer.count())
                        .sum())
                .isEqualTo(2);
        assertThat(registry.get("mem0.operations")
                        .tags("op", "search", "outcome", "unavailable")
                        .timer()
                        .count())
                .isEqualTo(1);
        assertThat(registry.get("mem0.cache.requests")
                        .tags("level", "embedder", "result", "hit")
                        .functionCounter()
                        .count())
                .isPositive();
        assertThat(registry.get("mem0.operations.degraded")
                        .tag("degradation", "cache_unavailable")
                        .counter()
                        .count())
                .isPositive();
        assertThat(registry.get("mem0.pool.acquisitions").functionCounter().count())
                .isPositive();
        assertThat(registry.get("mem0.batching.calls")
                        .tags("op", "add", "way", "alone")
                        .functionCounter()
                        .count())
                .isEqualTo(2);
        assertThat(registry.get("mem0.breaker.state")
                        .tags("breaker", "postgres", "state", "closed")
                        .gauge()
                        .value())
                .isEqualTo(1);
        assertThat(registry.get("mem0.call").tag("op", "relate").timer().count())
                .isEqualTo(1);
        assertThat(registry.get("mem0.feed.changes").gauge().value()).isPositive(); // nobody has projected them
        assertThat(registry.get("mem0.feed.lag").timeGauge().value()).isBetween(0.0, 60.0);
        double live = registry.get("mem0.cache.lease.age").timeGauge().value();
        assertThat(live).isBetween(0.0, 60.0); // in seconds
    }

    @Test
    void noMeterNamesAUserOrHoldsAText() {
        assertThat(registry.scrape()).doesNotContain(USER).doesNotContain("tea").contains("mem0_operations_seconds");
    }

    @Test
    void everyAlertSpeaksOfSeriesAndLabelsThatThereAre() {
        List<String> scraped = registry.scrape().lines().toList();
        String rules = page.substring(page.indexOf("```yaml"), page.lastIndexOf("```"));
        TreeSet<String> missing = new TreeSet<>();
        int found = 0;
        for (Matcher series = SERIES.matcher(rules); series.find(); found++) {
            String name = series.group().replaceAll("\\{.*", "");
            List<String> lines = scraped.stream()
                    .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                    .toList();
            if (lines.isEmpty()) {
                missing.add(name);
            }
            for (Matcher label = LABEL.matcher(series.group()); label.find(); ) {
                String key = label.group(1);
                String value = label.group(3);
                boolean known = label.group(2).equals("=")
                        ? lines.stream().anyMatch(line -> line.contains(key + "=\"" + value + "\""))
                        : lines.stream().anyMatch(line -> line.contains(key + "=\""));
                if (!known && !UNSEEN.contains(value)) {
                    missing.add(series.group() + " without " + label.group());
                }
            }
        }
        assertThat(missing).isEmpty();
        assertThat(found).isGreaterThan(8);
    }

    /** Outcomes that this script has not made happen; the names are CallOutcome's. */
    private static final List<String> UNSEEN = List.of("unknown", "corrupted", "failed");
}
