package io.github.mem0j.pgvector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SettingsTest {
    private static final Duration TEN = Duration.ofSeconds(10);

    @Test
    void poolsAreOfTwiceTheProcessors() {
        PoolSettings settings = PoolSettings.defaults();

        assertThat(settings.size())
                .isEqualTo(Math.max(4, 2 * Runtime.getRuntime().availableProcessors()));
        assertThat(settings.minimumIdle()).isEqualTo(settings.size());
        assertThat(settings.withSize(7).minimumIdle()).isEqualTo(7);
        assertThat(settings.withSize(7).withMinimumIdle(2).size()).isEqualTo(7);
    }

    @Test
    void refusesWhatMakesNoPool() {
        PoolSettings settings = PoolSettings.defaults();
        assertThatThrownBy(() -> settings.withSize(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> settings.withSize(4).withMinimumIdle(5)).hasMessageContaining("minimumIdle");
        assertThatThrownBy(() -> settings.withAcquisitionTimeout(Duration.ZERO)).hasMessageContaining("positive");
        assertThatThrownBy(() -> settings.withTries(0, Duration.ZERO)).hasMessageContaining("tries");
        assertThatThrownBy(() -> settings.withLifetimes(Duration.ofSeconds(1), Duration.ofMinutes(1)))
                .hasMessageContaining("keepalive");
    }

    @Test
    void sendsSettingsAsOptions() {
        assertThat(SessionSettings.defaults().options(TEN))
                .isEqualTo("-c hnsw.scan_mem_multiplier=4 -c jit=off -c plan_cache_mode=force_generic_plan"
                        + " -c random_page_cost=1.1 -c statement_timeout=10000");
        assertThat(SessionSettings.none()
                        .with("a", "b c\\d")
                        .with("statement_timeout", "5")
                        .options(TEN))
                .isEqualTo("-c a=b\\ c\\\\d -c statement_timeout=5");
        assertThat(SessionSettings.none().options(TEN)).isEmpty();
        assertThatThrownBy(() -> SessionSettings.none().with("a b", "c")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void buildersRefuseWhatDoesNotFitTogether() {
        String url = "jdbc:postgresql://localhost/none";
        assertRefused(PgVectorMemoryStore.builder().dimensions(3), "either");
        assertRefused(builder(url).dimensions(0), "1 to 16000");
        assertRefused(builder(url).dimensions(16_001), "1 to 16000");
        assertRefused(builder(url).operationTimeout(Duration.ZERO), "operationTimeout");
        assertRefused(builder(url).schema(""), "schema");
        assertRefused(builder("jdbc:mysql://user:secret@host/db"), "jdbc:postgresql");
        assertRefused(builder(url + "?user=a&password=secret").credentials("a", "secret"), "either in the jdbcUrl");
        assertThat(new Credentials("a", "secret")).asString().doesNotContain("secret");
    }

    private static PgVectorMemoryStoreBuilder builder(String url) {
        return PgVectorMemoryStore.builder().jdbcUrl(url).dimensions(3);
    }

    private static void assertRefused(PgVectorMemoryStoreBuilder builder, String why) {
        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why)
                .hasMessageNotContaining("secret");
    }
}
