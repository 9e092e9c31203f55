package io.github.mem0j.cache;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.pgvector.PgVectorMemoryStore;
import io.github.mem0j.services.OwnRedis;
import io.github.mem0j.services.Postgres;
import io.github.mem0j.services.TcpProxy;
import io.github.mem0j.store.Provenance;
import io.github.mem0j.store.StoreAdmin;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How old answers get in four JVMs on one Redis and one database, with 90 reads to 10 writes, while the way to Redis
 * comes and goes. {@code -Dmem0.cache.outage.seconds=10} makes every phase last as long.
 */
class FourJvmsIT {
    private static final Logger log = LoggerFactory.getLogger(FourJvmsIT.class);
    private static final double SECONDS = Double.parseDouble(System.getProperty("mem0.cache.outage.seconds", "0"));

    @RegisterExtension
    static final Postgres postgres = Postgres.shared();

    @TempDir
    Path folder;

    private final List<Jvm> jvms = new ArrayList<>();
    private OwnRedis redis;

    /** One process, and its way to Redis. */
    private record Jvm(TcpProxy proxy, Process process, BufferedReader in, BufferedWriter out, Path file) {
        void say(String line) throws IOException {
            out.write(line);
            out.newLine();
            out.flush();
        }

        void expect(String line) throws IOException {
            assertThat(in.readLine()).isEqualTo(line);
        }
    }

    @BeforeEach
    void start() {
        redis = OwnRedis.start();
        try (HikariDataSource pool = TestPostgres.pool(postgres.get(), 1);
                PgVectorMemoryStore store = PgVectorMemoryStore.builder()
                        .dataSource(pool)
                        .dimensions(StalenessRun.SPACE.dimensions())
                        .initSchema()
                        .build()) {
            for (int user = 0; user < StalenessRun.USERS; user++) {
                StoreAdmin.of(store).erase(MemoryScope.user("user " + user));
            }
        }
    }

    @AfterEach
    void stop() throws InterruptedException {
        for (Jvm jvm : jvms) {
            jvm.process().destroyForcibly().waitFor();
            jvm.proxy().close();
        }
        redis.close();
    }

    @Test
    void noAnswerIsOlderThanPromised() throws Exception {
        begin();
        List<StalenessCheck.Outage> outages = new ArrayList<>();
        last(1);
        // Its connections stay, and are silent: the lease must end.
        long stalled = System.nanoTime();
        jvms.get(0).proxy().stall();
        last(3.5);
        jvms.get(0).proxy().heal();
        outages.add(new StalenessCheck.Outage(0, stalled, System.nanoTime()));
        last(2);
        long cut = System.nanoTime();
        jvms.forEach(jvm -> jvm.proxy().cut());
        last(2);
        jvms.forEach(jvm -> jvm.proxy().heal());
        long healed = System.nanoTime();
        IntStream.range(0, StalenessRun.JVMS).forEach(jvm -> outages.add(new StalenessCheck.Outage(jvm, cut, healed)));
        last(2);
        for (Jvm jvm : jvms) {
            jvm.say("stop");
        }
        for (Jvm jvm : jvms) {
            jvm.expect("stopped");
        }

        StalenessCheck check = check(outages, UnaryOperator.identity());
        StalenessCheck deaf = check(outages, StalenessRun::deafFile);

        log.info("Four JVMs, one and then all cut off from Redis: {}", check.report());
        log.info("Beside them, caches that hear nothing: {}", deaf.report());
        assertThat(check.ownWritesMissed())
                .as("reads that miss their own JVM's writes")
                .isZero();
        assertThat(check.violations()).as("reads older than promised").isZero();
        assertThat(check.notTold()).as("writes during the outages").isPositive();
        assertThat(check.hits(Provenance.LOCAL)).isPositive();
        assertThat(check.hits(Provenance.REDIS)).isPositive();
        assertThat(check.hits(PgVectorMemoryStore.SOURCE)).isPositive();
        // The same check can fail.
        assertThat(deaf.ownWritesMissed()).isPositive();
        assertThat(deaf.tooOldAfterTold()).isPositive();
    }

    private StalenessCheck check(List<StalenessCheck.Outage> outages, UnaryOperator<Path> file) throws IOException {
        List<StalenessLog> logs = new ArrayList<>();
        for (Jvm jvm : jvms) {
            logs.add(StalenessLog.readFrom(file.apply(jvm.file())));
        }
        return new StalenessCheck(logs, outages);
    }

    private void begin() throws IOException {
        for (int number = 0; number < StalenessRun.JVMS; number++) {
            jvms.add(start(number));
        }
        for (Jvm jvm : jvms) {
            jvm.expect("ready");
        }
        for (Jvm jvm : jvms) {
            long before = System.nanoTime();
            jvm.say("time");
            long there = Long.parseLong(jvm.in().readLine());
            assertThat(there).as("their clock and ours are the same").isBetween(before, System.nanoTime());
        }
        for (Jvm jvm : jvms) {
            jvm.say("go");
            jvm.expect("going");
        }
    }

    private Jvm start(int number) throws IOException {
        TcpProxy proxy = TcpProxy.to(redis.host(), redis.port());
        Path file = folder.resolve("log" + number);
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx192m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        StalenessRun.class.getName(),
                        Integer.toString(number),
                        proxy.host(),
                        Integer.toString(proxy.port()),
                        postgres.host(),
                        Integer.toString(postgres.port()),
                        postgres.database(),
                        postgres.user(),
                        file.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("MEM0_STALENESS_PASSWORD", postgres.password());
        Process process = builder.start();
        return new Jvm(proxy, process, process.inputReader(), process.outputWriter(), file);
    }

    /** The load goes on for so long: the phases are what is tested, and no order of events hangs on them. */
    private static void last(double seconds) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep((long) (1_000 * Math.max(SECONDS, seconds)));
    }
}
