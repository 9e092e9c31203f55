package io.github.mem0j.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Mode;

/**
 * A family whose contenders repeat one call, measured by JMH. In a full run each has a JVM of its own, three times, and all
 * take turns, so that the machine's weather is shared.
 */
abstract class Contest implements Family {
    private static final int ROUNDS = 3;

    /** Those of a smoke run: few. */
    abstract List<String> scenarios(Scale scale);

    abstract List<Contender> contenders(String scenario);

    /** Servers started, data loaded: once, before all. */
    void prepare(Scale scale) throws Exception {}

    /** In the JVM that measures. */
    abstract Work open(String scenario, String contender) throws Exception;

    /** What its answers are worth; null where there is nothing to compare. */
    @Nullable
    Quality quality(String scenario, String contender) throws Exception {
        return null;
    }

    Mode mode() {
        return Mode.SampleTime;
    }

    TimeUnit unit() {
        return TimeUnit.MICROSECONDS;
    }

    List<String> jvmArgs(String contender) {
        return List.of();
    }

    /** Of each JVM in a full run. Calls of milliseconds take their time to be as often as a compiler wants them. */
    Duration warmUp() {
        return Duration.ofMillis(1_600);
    }

    /** Rounds of a full run. */
    int rounds() {
        return ROUNDS;
    }

    @Override
    public List<Figure> run(Scale scale) throws Exception {
        prepare(scale);
        Jmh jmh = new Jmh(scale, mode(), unit(), warmUp());
        Map<String, List<Jmh.Sample>> samples = new LinkedHashMap<>();
        for (int round = 0; round < scale.of(1, rounds()); round++) {
            for (String scenario : scenarios(scale)) {
                for (Contender contender : contenders(scenario)) {
                    List<String> jvmArgs = new ArrayList<>(Servers.systemProperties());
                    jvmArgs.addAll(jvmArgs(contender.name()));
                    jvmArgs.add("-D" + Scale.class.getName() + "=" + scale);
                    samples.computeIfAbsent(scenario + "\n" + contender.name(), key -> new ArrayList<>())
                            .add(jmh.run(name(), scenario, contender.name(), jvmArgs));
                }
            }
        }
        List<Figure> figures = new ArrayList<>();
        for (String scenario : scenarios(scale)) {
            for (Contender contender : contenders(scenario)) {
                figures.add(figure(
                        scenario, contender, samples.getOrDefault(scenario + "\n" + contender.name(), List.of())));
            }
        }
        return figures;
    }

    private Figure figure(String scenario, Contender contender, List<Jmh.Sample> rounds) throws Exception {
        double[] values = rounds.stream().mapToDouble(Jmh.Sample::value).toArray();
        double[] p99 = rounds.stream().mapToDouble(Jmh.Sample::p99).toArray();
        double[] bytes = rounds.stream().mapToDouble(Jmh.Sample::bytes).toArray();
        String unit = unit() == TimeUnit.MICROSECONDS ? "µs" : unit() == TimeUnit.NANOSECONDS ? "ns" : "ms";
        Figure figure = Figure.of(scenario, contender, unit, values)
                .withBytes(Numbers.median(bytes))
                .withQuality(quality(scenario, contender.name()));
        return mode() == Mode.SampleTime ? figure.withP99(Numbers.median(p99)) : figure;
    }

    /** How large the data of the run is, also in the JVM that measures. */
    static Scale scale() {
        return Scale.valueOf(System.getProperty(Scale.class.getName(), Scale.SMOKE.name()));
    }
}
