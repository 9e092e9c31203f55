package io.github.mem0j.benchmarks;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.RetryPolicy;
import dev.failsafe.Timeout;
import io.github.mem0j.batching.Batching;
import io.github.mem0j.layer.MemoryStack;
import io.github.mem0j.observation.Observation;
import io.github.mem0j.resilience.Resilience;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.MemoryStore;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.retry.Retry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.openjdk.jmh.annotations.Mode;

/** What layers add to a call of a store that does nothing. */
final class Layers extends Contest {
    private static final String GET = "get";
    private static final String ADD = "add";
    private static final String NOTHING = "no-op store";
    private static final String OBSERVATION = "Observation";
    private static final String BATCHING = "Batching, a lone caller";
    private static final String RESILIENCE = "Resilience";
    private static final String ALL = "all three";
    private static final String FAILSAFE = "Failsafe: retry, breaker";
    private static final String FAILSAFE_TIMEOUT = "Failsafe: retry, breaker, time-out";
    private static final String RESILIENCE4J = "Resilience4j: breaker";
    private static final String RESILIENCE4J_RETRY = "Resilience4j: retry, breaker";

    @Override
    public String name() {
        return "layers";
    }

    @Override
    public String title() {
        return "Layers around a store that does nothing";
    }

    @Override
    public String how() {
        return "A get of one id and an add of one memory, answered by a constant: what remains is the layer. Resilience"
                + " holds deadlines, retries and a breaker; the executors of Failsafe and Resilience4j are shown with what"
                + " comes nearest. Resilience4j has no time-out for calls in the caller's own thread.";
    }

    @Override
    Mode mode() {
        return Mode.AverageTime;
    }

    @Override
    TimeUnit unit() {
        return TimeUnit.NANOSECONDS;
    }

    @Override
    List<String> scenarios(Scale scale) {
        return List.of(GET, ADD);
    }

    @Override
    List<Contender> contenders(String scenario) {
        List<Contender> ours = List.of(
                Contender.floor(NOTHING, "a constant"),
                Contender.ours(ALL, "`Resilience`, `Batching` around it, `Observation` outermost, all `defaults()`"),
                Contender.ours(OBSERVATION, "`Observation.defaults()`"),
                Contender.ours(BATCHING, "`Batching.defaults()`"),
                Contender.ours(RESILIENCE, "`Resilience.defaults()`"));
        return scenario.equals(ADD)
                ? ours
                : java.util.stream.Stream.concat(
                                ours.stream(),
                                java.util.stream.Stream.of(
                                        Contender.peer(
                                                FAILSAFE, "`Failsafe.with(retryPolicy, circuitBreaker)`, defaults"),
                                        Contender.peer(FAILSAFE_TIMEOUT, "the same and `Timeout.of(1 s)`"),
                                        Contender.peer(RESILIENCE4J, "`CircuitBreaker.ofDefaults`, decorated once"),
                                        Contender.peer(
                                                RESILIENCE4J_RETRY,
                                                "`Retry` around `CircuitBreaker`, defaults, decorated once")))
                        .toList();
    }

    @Override
    Work open(String scenario, String contender) {
        NoOpStore nothing = new NoOpStore();
        GetRequest get = GetRequest.of(CachedSearch.OWNER, nothing.id());
        MemoryStore store = switch (contender) {
            case OBSERVATION -> Observation.defaults().over(nothing);
            case BATCHING -> Batching.defaults().over(nothing);
            case RESILIENCE -> Resilience.defaults().over(nothing);
            case ALL ->
                MemoryStack.over(nothing)
                        .layer(Resilience.defaults())
                        .layer(Batching.defaults())
                        .layer(Observation.defaults())
                        .build();
            default -> nothing;
        };
        var breaker = dev.failsafe.CircuitBreaker.ofDefaults();
        return switch (contender) {
            case FAILSAFE -> failsafe(Failsafe.with(RetryPolicy.ofDefaults(), breaker), nothing, get);
            case FAILSAFE_TIMEOUT ->
                failsafe(
                        Failsafe.with(RetryPolicy.ofDefaults(), breaker, Timeout.of(Duration.ofSeconds(1))),
                        nothing,
                        get);
            case RESILIENCE4J -> {
                Supplier<Object> decorated =
                        CircuitBreaker.decorateSupplier(CircuitBreaker.ofDefaults("a"), () -> nothing.get(get));
                yield decorated::get;
            }
            case RESILIENCE4J_RETRY -> {
                Supplier<Object> decorated = Retry.decorateSupplier(
                        Retry.ofDefaults("a"),
                        CircuitBreaker.decorateSupplier(CircuitBreaker.ofDefaults("a"), () -> nothing.get(get)));
                yield decorated::get;
            }
            default -> {
                AddRequest add =
                        AddRequest.of(CachedSearch.OWNER, Data.SPACE, Data.memory("alice", 0, new Data(1).vector()));
                yield scenario.equals(GET) ? () -> store.get(get) : () -> store.add(add);
            }
        };
    }

    private static Work failsafe(FailsafeExecutor<Object> executor, MemoryStore store, GetRequest get) {
        return () -> executor.get(() -> store.get(get));
    }

    @Override
    public List<Goal> goals() {
        return List.of(
                Goal.atMost(
                        1_000, "ns", "observation, batching, resilience around a no-op get", all -> added(all, GET)),
                Goal.atMost(
                        1_000, "ns", "observation, batching, resilience around a no-op add", all -> added(all, ADD)),
                Goal.atMost(
                        1_000, "B", "observation, batching, resilience around a no-op get", all -> all.bytes(GET, ALL)),
                Goal.atMost(
                        1_000,
                        "B",
                        "observation, batching, resilience around a no-op add",
                        all -> all.bytes(ADD, ALL)));
    }

    private static double added(Outcome all, String scenario) {
        return all.value(scenario, ALL) - all.value(scenario, NOTHING);
    }
}
