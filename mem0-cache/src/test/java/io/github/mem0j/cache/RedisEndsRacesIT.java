package io.github.mem0j.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.AddResult;
import io.github.mem0j.store.Degradation;
import io.github.mem0j.store.Provenance;
import io.github.mem0j.testkit.RandomData;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.UnifiedJedis;

/** What happens between a write's return and its END, which is sent in the background. */
class RedisEndsRacesIT extends Races {
    private CacheJvm writer;

    /** In the background nothing is sent until the gate opens. */
    private Gates.Gate returnedButNotEnded(CacheJvm.Setup setup) {
        Gates.Gate sending = holding(setup);
        write(writer);
        return sending.await();
    }

    private Gates.Gate holding(CacheJvm.Setup setup) {
        writer = jvm(inBackground(setup));
        return writer.gates.hold(Probe.Point.REDIS_BEFORE_ENDS);
    }

    private static CacheJvm.Setup inBackground(CacheJvm.Setup setup) {
        return setup.redisCache(builder -> builder.endsInBackground(true));
    }

    private void sent(long messages) {
        until("sent", () -> writer.count(CacheMetric.SENT) == messages);
    }

    @Test
    void othersReadWhatIsNewAndStoreItOnceTheWriteIsOver() {
        CacheJvm reader = jvm();
        assertThat(read(reader)).isEqualTo(OLD);
        Gates.Gate sending = returnedButNotEnded(setup().withoutLocal());
        until("BEGIN", () -> reader.count(CacheMetric.RECEIVED) == 1);
        assertThat(read(reader)).isEqualTo(NEW);
        assertThat(reader.count(CacheMetric.FENCED)).isEqualTo(1);
        assertThat(reader.count(CacheMetric.STORED)).as("the old text").isEqualTo(1);
        sending.open();
        sent(2);
        assertThat(read(reader)).isEqualTo(NEW);
        assertThat(reader.count(CacheMetric.STORED)).isEqualTo(2);
    }

    /** What was read before the commit may have been stored, if Redis lost the fence. */
    @Test
    void race21OwnReadBeforeEndIsSent() {
        assertTold(this::ownReadAfterTheFenceWasLost, setup(), setup().scripts(Mistakes.noEnd()));
        anew();
        assertTold(
                this::ownReadAfterTheFenceWasLost,
                setup().withoutLocal(),
                setup().withoutLocal().scripts(Mistakes.noEnd()));
    }

    private String ownReadAfterTheFenceWasLost(CacheJvm.Setup setup) {
        CacheJvm other = jvm(setup().withoutLocal());
        Gates.Gate sending = holding(setup);
        Gates.Gate begun = writer.gates.hold(Probe.Point.REDIS_BEGUN);
        Task<Boolean> writing = start(() -> write(writer));
        begun.await();
        server().command("FLUSHALL");
        assertThat(read(other)).isEqualTo(OLD);
        assertThat(other.count(CacheMetric.STORED)).isEqualTo(1);
        begun.open();
        assertThat(writing.result()).isTrue();
        sending.await();
        return read(writer);
    }

    @Test
    void anOwnReadSendsWhatWaitsAndIsStored() {
        Gates.Gate sending = returnedButNotEnded(setup().withoutLocal());
        long before = writer.commands.roundTrips();
        assertThat(read(writer)).isEqualTo(NEW);
        assertThat(writer.count(CacheMetric.SENT)).isEqualTo(2);
        assertThat(writer.commands.roundTrips() - before)
                .as("END, READ and FILL")
                .isEqualTo(3);
        assertThat(get(writer).provenance().source()).isEqualTo(Provenance.REDIS);
        sending.open();
        assertThat(writer.count(CacheMetric.SENT)).isEqualTo(2);
    }

    @Test
    void manyGoInOneTrip() {
        Gates.Gate sending = holding(setup().withoutLocal());
        add(20);
        sending.await();
        long before = writer.commands.roundTrips();
        server().command("SCRIPT", "FLUSH"); // then one by one, the first in full
        sending.open();
        sent(40);
        // The server may begin to answer before it has all.
        assertThat(writer.commands.roundTrips() - before).isBetween(22L, 25L);
        Gates.Gate again = writer.gates.hold(Probe.Point.REDIS_BEFORE_ENDS);
        add(20);
        again.await();
        before = writer.commands.roundTrips();
        again.open();
        sent(80);
        assertThat(writer.commands.roundTrips() - before).isBetween(1L, 4L);
        assertThat(keys("w")).as("writers under way").isEmpty();
    }

    @Test
    void whoComesWhenTooManyWaitSendsThem() {
        Gates.Gate sending = holding(setup().withoutLocal());
        add(65);
        assertThat(writer.count(CacheMetric.SENT)).isEqualTo(130);
        sending.open();
    }

    /** Writes of as many users, all begun before the first is over. */
    private void add(int times) {
        List<Gates.Gate> begun = new ArrayList<>();
        List<Task<AddResult>> adding = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            begun.add(writer.gates.hold(Probe.Point.REDIS_BEGUN));
            adding.add(start(this::addOne));
        }
        begun.forEach(Gates.Gate::await);
        begun.forEach(Gates.Gate::open);
        adding.forEach(Task::result);
    }

    private AddResult addOne() {
        MemoryScope somebody = MemoryScope.user("user-" + UUID.randomUUID());
        return writer.store.add(AddRequest.of(somebody, RandomData.SPACE, memory("said")));
    }

    @Test
    void theNextBeginTakesThemAlong() {
        Gates.Gate sending = returnedButNotEnded(setup().withoutLocal());
        long before = writer.commands.roundTrips();
        AddResult added = addOne();
        assertThat(writer.commands.roundTrips() - before).isEqualTo(1);
        assertThat(writer.count(CacheMetric.SENT)).as("BEGIN; END and BEGIN").isEqualTo(3);
        assertThat(keys("w")).as("writers under way").hasSize(1);
        assertThat(added.ids()).hasSize(1);
        sending.open();
        sent(4);
    }

    @Test
    void whatABeginTookAlongAndCouldNotSendIsPending() {
        Gates.Gate sending = returnedButNotEnded(setup().withoutLocal());
        writer.commands.cut();
        AddResult added = addOne();
        assertThat(added.provenance().degradations()).containsExactly(Degradation.CACHE_UNAVAILABLE);
        assertThat(writer.count(CacheMetric.PENDING)).isEqualTo(2);
        assertThat(read(writer)).isEqualTo(NEW);
        assertThat(isDegraded(writer)).isTrue();
        sending.open();
    }

    @Test
    void whatCannotBeSentIsPending() {
        CacheJvm other = jvm(setup().withoutLocal());
        Gates.Gate sending = returnedButNotEnded(setup());
        writer.commands.cut();
        sending.open();
        until("found out", () -> writer.count(CacheMetric.PENDING) == 1);
        assertThat(read(writer)).isEqualTo(NEW);
        assertThat(isDegraded(writer)).isTrue();
        assertThat(read(other)).as("the fence stands").isEqualTo(NEW);
        assertThat(other.count(CacheMetric.FENCED)).isEqualTo(1);
        writer.commands.heal();
        writer.stepUntilUp();
        assertThat(writer.count(CacheMetric.PENDING)).isZero();
        assertThat(isDegraded(writer)).isFalse();
    }

    /** A write that Redis was not told of says so, and waits for nothing. */
    @Test
    void withoutBeginEndIsTriedAtOnce() {
        Gates.Gate sending = holding(setup().withoutLocal());
        writer.commands.cut();
        assertThat(writer.store.update(change(NEW)).provenance().degradations())
                .containsExactly(Degradation.CACHE_UNAVAILABLE);
        assertThat(writer.gates.count(Probe.Point.REDIS_BEFORE_ENDS)).isZero();
        sending.open();
    }

    @Test
    void closingSendsWhatWaits() {
        Gates.Gate sending = returnedButNotEnded(setup().withoutLocal());
        assertThat(keys("w")).hasSize(1);
        writer.store.close();
        assertThat(keys("w")).as("writers under way").isEmpty();
        sending.open();
    }

    /** Nobody waits for another's sending longer than it lets itself be interrupted. */
    @Test
    void anInterruptedReaderGoesAroundRedis() {
        Gates stuck = new Gates();
        Gates.Gate ends = stuck.hold(Probe.Point.REDIS_ENDED);
        Gates.Gate sending = returnedButNotEnded(setup().withoutLocal().scripts(new RedisScripts() {
            @Override
            void runAll(UnifiedJedis redis, List<Call> calls) {
                if (calls.get(0).step() == Step.END) {
                    stuck.at(Probe.Point.REDIS_ENDED);
                }
                super.runAll(redis, calls);
            }
        }));
        sending.open();
        ends.await();
        Task<Boolean> reading = start(() -> {
            String seen = read(writer);
            return Thread.interrupted() && seen.equals(NEW);
        });
        until("it waits", () -> reading.thread.getState() == Thread.State.WAITING);
        reading.thread.interrupt();
        assertThat(reading.result()).isTrue();
        ends.open();
        sent(2);
    }
}
