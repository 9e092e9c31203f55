package io.github.mem0j.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.store.GetRequest;
import io.github.mem0j.testkit.Fault;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Entries in Redis that no cache of this version has written. */
class RedisHostileEntriesIT extends Races {
    private static UnaryOperator<byte[]> changing(int at) {
        return entry -> {
            byte[] changed = entry.clone();
            int index = at < 0 ? changed.length + at : at;
            changed[index] ^= 0x20;
            return changed;
        };
    }

    /**
     * Puts a changed entry in the place of the true one, and reads it with the store up and down.
     *
     * @return whether the entry is still there while nothing can take its place
     */
    private boolean isLeft(CacheMetric counted, UnaryOperator<byte[]> change, CacheJvm.Setup setup) {
        CacheJvm jvm = jvm(setup.withoutLocal());
        read(jvm);
        RawEntries raw = new RawEntries(server().get());
        String key = keys("e1").get(0);
        byte[] changed = change.apply(raw.get(key));
        raw.put(key, changed);
        jvm.backend.inject(Fault.UNAVAILABLE);
        assertThat(UnknownOutcome.unavailable(() -> read(jvm))).as("not shown").isTrue();
        assertThat(jvm.count(counted)).isPositive();
        boolean left = raw.has(key);
        raw.put(key, changed);
        jvm.backend.heal();
        assertThat(read(jvm)).as("a miss").isEqualTo(OLD);
        assertThat(jvm.count(CacheMetric.HITS)).isZero();
        assertThat(read(jvm)).isEqualTo(OLD);
        assertThat(jvm.count(CacheMetric.HITS))
                .as("another has taken its place")
                .isEqualTo(1);
        return left;
    }

    @Test
    void race15CorruptBodyIsRemoved() {
        assertThat(isLeft(CacheMetric.CORRUPT, changing(EntryCodec.HEADER_LENGTH + 40), setup()))
                .isFalse();
        anew();
        CacheJvm.Setup keeping = setup().scripts(Mistakes.scripts(Map.of(RedisScripts.Step.DISCARD, Mistakes.NOTHING)));
        assertThat(isLeft(CacheMetric.CORRUPT, changing(EntryCodec.HEADER_LENGTH + 40), keeping))
                .as("if DISCARD did nothing")
                .isTrue();
    }

    @Test
    void race15CorruptChecksumIsRemoved() {
        assertThat(isLeft(CacheMetric.CORRUPT, changing(-1), setup())).isFalse();
    }

    @Test
    void race15TruncatedEntryIsRemoved() {
        assertThat(isLeft(CacheMetric.CORRUPT, entry -> Arrays.copyOf(entry, entry.length - 7), setup()))
                .isFalse();
    }

    @Test
    void race15TruncatedHeaderIsRemoved() {
        assertThat(isLeft(CacheMetric.CORRUPT, entry -> Arrays.copyOf(entry, 40), setup()))
                .isFalse();
    }

    @Test
    void race15SomethingElseIsRemoved() {
        assertThat(isLeft(CacheMetric.CORRUPT, entry -> "hello".getBytes(StandardCharsets.UTF_8), setup()))
                .isFalse();
    }

    @Test
    void race15NewerSchemaIsLeft() {
        UnaryOperator<byte[]> newer = entry -> {
            byte[] changed = entry.clone();
            changed[2]++;
            return changed;
        };
        assertThat(isLeft(CacheMetric.SCHEMA, newer, setup())).isTrue();
    }

    @Test
    void race15EntryOfAnotherQuestionIsRemoved() {
        CacheJvm other = jvm(setup().withoutLocal());
        GetRequest otherQuestion = question().includingEmbeddings();
        other.store.get(otherQuestion);
        String otherKey = keys("e1").get(0);
        RawEntries raw = new RawEntries(server().get());
        byte[] foreign = raw.get(otherKey);
        server().command("DEL", otherKey);
        assertThat(isLeft(CacheMetric.FOREIGN, entry -> foreign, setup())).isFalse();
    }
}
