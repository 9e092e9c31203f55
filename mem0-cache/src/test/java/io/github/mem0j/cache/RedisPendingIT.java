package io.github.mem0j.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.services.CapturedErr;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.testkit.RandomData;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.UnifiedJedis;

/** What Redis missed, and how it is told. */
class RedisPendingIT extends Races {
    /** Writes down its steps, and can stop one of them. */
    private static final class RecordedScripts extends RedisScripts {
        final List<Step> steps = Collections.synchronizedList(new ArrayList<>());
        final Gates drains = new Gates();

        @Override
        Object run(UnifiedJedis redis, Step step, List<byte[]> keys, List<byte[]> arguments) {
            steps.add(step);
            if (step == Step.END && arguments.get(3).length == 0) {
                drains.at(Probe.Point.REDIS_ENDED);
            }
            return super.run(redis, step, keys, arguments);
        }
    }

    @Test
    void drainsAndFencesBeforeItTrustsRedisAgain() {
        RecordedScripts scripts = new RecordedScripts();
        CacheJvm jvm = jvm(setup().withoutLocal().scripts(scripts));
        CacheJvm other = jvm(setup().withoutLocal());
        read(other);
        jvm.commands.cut();
        write(jvm);
        Gates.Gate begun = jvm.gates.hold(Probe.Point.REDIS_BEGUN);
        Task<Boolean> underWay = start(() -> jvm.store.update(change(NEW)) != null);
        begun.await();
        jvm.commands.heal();
        scripts.steps.clear();
        Gates.Gate drain = scripts.drains.hold(Probe.Point.REDIS_ENDED);
        Task<Boolean> keeper = start(() -> {
            jvm.stepUntilUp();
            return true;
        });
        drain.await();
        assertThat(jvm.count(CacheMetric.REDIS_UP)).isZero();
        assertThat(read(jvm)).isEqualTo(NEW);
        assertThat(isDegraded(jvm)).as("not read from before it is told").isTrue();
        drain.open();
        keeper.result();
        assertThat(scripts.steps.subList(scripts.steps.indexOf(RedisScripts.Step.BEGIN), scripts.steps.size()))
                .startsWith(RedisScripts.Step.BEGIN, RedisScripts.Step.END)
                .doesNotContain(RedisScripts.Step.READ);
        assertThat(read(jvm)).isEqualTo(NEW);
        assertThat(jvm.count(CacheMetric.FENCED)).as("by the write under way").isEqualTo(1);
        assertThat(read(other)).isEqualTo(NEW);
        begun.open();
        underWay.result();
    }

    @Test
    void tooManyWritesToRemember() {
        CacheJvm jvm = jvm(setup().withoutLocal().redisCache(redis -> redis.maxPending(2)));
        CacheJvm other = jvm(setup().withoutLocal());
        read(other);
        jvm.commands.cut();
        for (int i = 0; i < 2; i++) {
            MemoryScope someone = MemoryScope.user("user-" + i);
            jvm.store.add(AddRequest.of(someone, RandomData.SPACE, memory("to remember")));
        }
        write(jvm);
        assertThat(jvm.count(CacheMetric.PENDING)).isEqualTo(2);
        jvm.commands.heal();
        jvm.stepUntilUp();
        assertThat(jvm.count(CacheMetric.PENDING)).isZero();
        assertThat(read(jvm)).as("though Redis holds the old one").isEqualTo(NEW);
        jvm.pass(CachePolicy.DEFAULT.keptFor().minusNanos(1));
        assertThat(isDegraded(jvm)).as("all in Redis may be too old").isTrue();
        jvm.pass(Duration.ofNanos(1));
        jvm.step();
        assertThat(isDegraded(jvm)).isFalse();
        assertThat(read(jvm)).isEqualTo(NEW);
    }

    @Test
    void closedWhileWritesWait() {
        CacheJvm jvm = jvm(setup().timeoutMillis(100));
        jvm.commands.stall();
        write(jvm);
        assertThat(jvm.count(CacheMetric.PENDING)).isEqualTo(1);
        String logged = CapturedErr.during(() -> {
            Task<Boolean> closing = start(() -> {
                jvm.store.close();
                return true;
            });
            assertThat(closing.result()).isTrue();
        });
        assertThat(logged).contains("Closed while Redis was not told of writes to 1 owners");
    }
}
