package io.github.mem0j.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The one benchmark that JMH sees: a contender of a {@link Contest}, alone in its JVM. */
@State(Scope.Benchmark)
public class ContestBenchmark {
    @Param("")
    public String family = "";

    @Param("")
    public String scenario = "";

    @Param("")
    public String contender = "";

    private Work work = () -> "";

    @Setup
    public void open() throws Exception {
        work = Families.contest(family).open(scenario, contender);
    }

    @TearDown
    public void close() throws Exception {
        work.end();
    }

    @Benchmark
    public Object call() throws Exception {
        return work.call();
    }
}
