package io.github.mem0j.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.services.RedisAddress;
import io.github.mem0j.store.Provenance;
import java.time.Duration;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Messages that come late or not at all, and what local caches do about it. */
class RedisMessagesRacesIT extends Races {
    private void assertTold(Function<CacheJvm.Setup, String> scenario, CacheJvm.Setup mistaken) {
        assertTold(scenario, setup(), mistaken);
    }

    /** Puts the old text into its local cache. */
    private CacheJvm holding(CacheJvm.Setup setup) {
        CacheJvm reader = jvm(setup);
        read(reader);
        assertThat(get(reader).provenance().source()).isEqualTo(Provenance.LOCAL);
        return reader;
    }

    private void kill(CacheJvm reader) {
        reader.client.holdSubscriptions();
        server().command("CLIENT", "KILL", "TYPE", "pubsub");
        until("the loss is noticed", () -> reader.count(CacheMetric.LEASE_LIVE) == 0);
    }

    @Test
    void race10SubscriberKilledBeforeARemoteWrite() {
        assertTold(this::readWhileNotSubscribed, setup().between(MistakenLayers::alwaysLive));
    }

    private String readWhileNotSubscribed(CacheJvm.Setup setup) {
        CacheJvm reader = holding(setup);
        CacheJvm writer = jvm(setup().withoutLocal());
        kill(reader);
        write(writer);
        String seen = read(reader);
        reader.client.letSubscribe();
        return seen;
    }

    @Test
    void race10SubscriberComesBackAfterARemoteWrite() {
        assertTold(this::readAfterResubscription, setup().between(MistakenLayers::deafToLoss));
    }

    private String readAfterResubscription(CacheJvm.Setup setup) {
        CacheJvm reader = holding(setup);
        CacheJvm writer = jvm(setup().withoutLocal());
        kill(reader);
        long bypasses = reader.localCount(CacheMetric.BYPASSES);
        assertThat(read(reader)).isEqualTo(OLD);
        assertThat(reader.localCount(CacheMetric.BYPASSES)).as("off").isEqualTo(bypasses + 1);
        write(writer);
        reader.client.letSubscribe();
        reader.live();
        String seen = read(reader);
        assertThat(get(reader).provenance().source()).as("on again").isEqualTo(Provenance.LOCAL);
        return seen;
    }

    @Test
    void race11HalfOpenSubscriber() {
        assertTold(this::readOverHalfOpen, setup().between(MistakenLayers::alwaysLive));
    }

    private String readOverHalfOpen(CacheJvm.Setup setup) {
        CacheJvm reader = holding(setup);
        CacheJvm writer = jvm(setup().withoutLocal());
        reader.messages.stall();
        write(writer);
        reader.step();
        assertThat(read(reader)).as("within the lease").isEqualTo(OLD);
        reader.pass(Duration.ofNanos(RedisFeed.LEASE_NANOS - 1));
        assertThat(reader.count(CacheMetric.LEASE_LIVE)).isEqualTo(1);
        reader.pass(Duration.ofNanos(1));
        assertThat(reader.count(CacheMetric.LEASE_LIVE)).isZero();
        return read(reader);
    }

    @Test
    void race11HalfOpenSubscriberIsLeftForAnotherConnection() {
        assertTold(this::readAfterLeaving, setup().between(MistakenLayers::deafToLoss));
    }

    private String readAfterLeaving(CacheJvm.Setup setup) {
        CacheJvm reader = holding(setup);
        CacheJvm writer = jvm(setup().withoutLocal());
        reader.messages.stall();
        write(writer);
        RedisAddress direct = server().get();
        reader.client.listenAt(direct);
        reader.pass(Duration.ofNanos(2 * RedisFeed.LEASE_NANOS));
        reader.step();
        assertThat(reader.gates.count(Probe.Point.SUBSCRIBED))
                .as("not yet silent for too long")
                .isEqualTo(1);
        reader.pass(Duration.ofNanos(1));
        reader.live();
        assertThat(reader.gates.count(Probe.Point.SUBSCRIBED)).isEqualTo(2);
        long received = reader.count(CacheMetric.RECEIVED);
        String seen = read(reader);
        assertThat(reader.feed.isLive()).isTrue();
        // What was stuck comes too late, to one who is no longer listened to.
        reader.messages.heal();
        until("the old connection is left", () -> reader.messages.connections() == 0 || !listensAt(reader));
        assertThat(reader.count(CacheMetric.RECEIVED)).isEqualTo(received);
        return seen;
    }

    /** Whether somebody still listens through the JVM's proxy: one more than directly. */
    private boolean listensAt(CacheJvm reader) {
        String clients = String.valueOf(server().command("CLIENT", "LIST", "TYPE", "pubsub"));
        return clients.lines().count() > reader.gates.count(Probe.Point.SUBSCRIBED) - 1;
    }

    @Test
    void race12InvalidationBeforeTheConfirmationIsHandled() {
        assertTold(this::writeAtConfirmation, setup().between(MistakenLayers::alwaysLive));
    }

    private String writeAtConfirmation(CacheJvm.Setup setup) {
        CacheJvm reader = holding(setup);
        CacheJvm writer = jvm(setup().withoutLocal());
        Gates.Gate subscribed = reader.gates.hold(Probe.Point.SUBSCRIBED);
        reader.messages.cut();
        until("the loss is noticed", () -> reader.count(CacheMetric.LEASE_LIVE) == 0);
        reader.messages.heal();
        subscribed.await();
        write(writer);
        reader.step();
        String seen = read(reader);
        subscribed.open();
        reader.live();
        assertThat(read(reader)).isEqualTo(NEW);
        return seen;
    }

    /** An answer from before the loss must not be put after it, when nothing ends it any more. */
    @Test
    void race12PutOverLossAndConfirmation() {
        assertTold(this::putOverConfirmation, setup().stamps(Mistakes::oneEpoch));
    }

    private String putOverConfirmation(CacheJvm.Setup setup) {
        CacheJvm reader = jvm(setup);
        CacheJvm writer = jvm(setup().withoutLocal());
        Gates.Gate put = reader.gates.hold(Probe.Point.LOCAL_BEFORE_PUT);
        Task<String> reading = start(() -> read(reader));
        put.await();
        reader.messages.cut();
        until("the loss is noticed", () -> reader.count(CacheMetric.LEASE_LIVE) == 0);
        write(writer);
        reader.messages.heal();
        reader.live();
        put.open();
        assertThat(reading.result()).isEqualTo(OLD);
        return read(reader);
    }

    /** Confirmed, but then the messages stick: only a heartbeat that comes through says that they do not. */
    @Test
    void race12ConfirmationWithoutHeartbeat() {
        assertTold(this::readOnConfirmationOnly, setup().between(MistakenLayers::liveWithoutProof));
    }

    private String readOnConfirmationOnly(CacheJvm.Setup setup) {
        CacheJvm reader = jvm(setup);
        CacheJvm writer = jvm(setup().withoutLocal());
        long flushes = reader.localCount(CacheMetric.FLUSHES);
        reader.messages.cut();
        until("the loss is noticed", () -> reader.localCount(CacheMetric.FLUSHES) > flushes);
        reader.messages.heal();
        until("confirmed", () -> reader.localCount(CacheMetric.FLUSHES) > flushes + 1);
        reader.messages.stall();
        read(reader);
        reader.step();
        write(writer);
        return read(reader);
    }
}
