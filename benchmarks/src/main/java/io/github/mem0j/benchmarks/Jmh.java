package io.github.mem0j.benchmarks;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs one contender by JMH: in a JVM of its own, or within this one where nothing but its working matters. */
final class Jmh {
    private static final String BYTES = "gc.alloc.rate.norm";

    private final Scale scale;
    private final Mode mode;
    private final TimeUnit unit;
    private final Duration warmUp;

    /** @param mode {@link Mode#SampleTime} times calls one by one, {@link Mode#AverageTime} many as one */
    Jmh(Scale scale, Mode mode, TimeUnit unit, Duration warmUp) {
        this.scale = scale;
        this.mode = mode;
        this.unit = unit;
        this.warmUp = warmUp;
    }

    /** Of a call, in the unit. */
    record Sample(double value, double p99, double bytes) {}

    Sample run(String family, String scenario, String contender, List<String> jvmArgs) throws RunnerException {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include("^\\Q" + ContestBenchmark.class.getName() + ".call\\E$")
                .param("family", family)
                .param("scenario", scenario)
                .param("contender", contender)
                .mode(mode)
                .timeUnit(unit)
                .threads(1)
                .addProfiler(GCProfiler.class)
                .verbosity(VerboseMode.SILENT)
                .shouldFailOnError(true);
        if (scale == Scale.SMOKE) {
            options.forks(0).warmupIterations(0);
            options.measurementIterations(1).measurementTime(TimeValue.milliseconds(100));
        } else {
            options.forks(1).warmupIterations(2).warmupTime(TimeValue.milliseconds(warmUp.toMillis() / 2));
            options.measurementIterations(3).measurementTime(TimeValue.milliseconds(800));
            options.jvmArgsAppend(jvmArgs.toArray(String[]::new));
        }
        Collection<RunResult> results = new Runner(options.build()).run();
        RunResult result = results.iterator().next();
        Result<?> primary = result.getPrimaryResult();
        boolean sampled = mode == Mode.SampleTime;
        return new Sample(
                sampled ? primary.getStatistics().getPercentile(50) : primary.getScore(),
                sampled ? primary.getStatistics().getPercentile(99) : Double.NaN,
                Objects.requireNonNull(result.getSecondaryResults().get(BYTES), BYTES)
                        .getScore());
    }
}
