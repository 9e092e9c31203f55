package io.github.mem0j.services;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RedisIT {
    @RegisterExtension
    static final Redis redis = Redis.shared();

    @RegisterExtension
    static final Redis other = Redis.shared();

    @Test
    void answers() {
        assertThat(RespConnection.ask(redis.get(), "PING")).isEqualTo("PONG");
        assertThat(redis.uri()).isEqualTo(URI.create("redis://" + redis.host() + ":" + redis.port()));
    }

    @Test
    void givesNamespaces() {
        assertThat(redis.namespace()).matches("RedisIT[A-Za-z0-9]{12}").isNotEqualTo(other.namespace());
    }

    @Test
    void deletesTheKeysOfANamespaceOnly() {
        String mine = RedisKeys.newNamespace("mine");
        String notMine = RedisKeys.newNamespace("notMine");
        List<String> keys = IntStream.range(0, 2_000)
                .mapToObj(i -> i % 2 == 0 ? mine + ":" + i : "x:" + mine)
                .toList();
        RespConnection.ask(
                redis.get(),
                Stream.concat(Stream.of("MSET"), keys.stream().flatMap(key -> Stream.of(key, "")))
                        .toArray(String[]::new));
        RespConnection.ask(redis.get(), "SET", notMine, "");

        RedisKeys.delete(redis.get(), mine);

        assertThat(RespConnection.ask(redis.get(), "EXISTS", mine + ":0", mine + ":1998", "x:" + mine))
                .isEqualTo(0L);
        assertThat(RespConnection.ask(redis.get(), "DEL", notMine)).isEqualTo(1L);
    }

    @Test
    void isThereForATestClassOnly() {
        assertThatThrownBy(Redis.shared()::namespace).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(Redis.shared()::uri).isInstanceOf(IllegalStateException.class);
    }

    /** The namespace is the outer class's, and must outlive this class. */
    @Nested
    class Inner {
        @Test
        void sharesTheNamespace() {
            assertThat(redis.namespace()).startsWith("RedisIT");
        }
    }
}
