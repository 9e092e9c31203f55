package io.github.mem0j.examples.boot;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.github.mem0j.AgentMemory;
import io.github.mem0j.UserMemory;
import io.github.mem0j.cache.CacheAdmin;
import io.github.mem0j.cache.CacheMetric;
import io.github.mem0j.model.Memory;
import io.github.mem0j.services.Postgres;
import io.github.mem0j.services.Redis;
import io.github.mem0j.store.MemoryStore;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.ConfigurableApplicationContext;

/** Two instances of the application on one database and one Redis. */
@TestMethodOrder(MethodOrderer.MethodName.class)
class BootApplicationIT {
    private static final Logger log = LoggerFactory.getLogger(BootApplicationIT.class);

    /** Classes of what Spring Boot manages, and the properties of spring-boot-dependencies that say which version. */
    private static final Map<String, String> MANAGED = Map.of(
            "redis/clients/jedis/UnifiedJedis.class", "jedis.version",
            "com/zaxxer/hikari/HikariDataSource.class", "hikaricp.version",
            "org/postgresql/Driver.class", "postgresql.version",
            "io/micrometer/core/instrument/MeterRegistry.class", "micrometer.version",
            "io/micrometer/observation/Observation.class", "micrometer.version",
            "com/github/benmanes/caffeine/cache/Cache.class", "caffeine.version",
            "com/fasterxml/jackson/core/JsonFactory.class", "jackson-2-bom.version",
            "org/slf4j/Logger.class", "slf4j.version",
            "org/springframework/core/SpringVersion.class", "spring-framework.version");

    private static final Pattern JAR = Pattern.compile("/[^/]*?-(\\d[^/]*)\\.jar!");

    @RegisterExtension
    static final Postgres postgres = Postgres.shared();

    @RegisterExtension
    static final Redis redis = Redis.shared();

    private static ConfigurableApplicationContext one;
    private static ConfigurableApplicationContext two;

    private static ConfigurableApplicationContext start() {
        SpringApplication application = new SpringApplication(BootApplication.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        application.setDefaultProperties(Map.of(
                "spring.datasource.url", postgres.jdbcUrl(),
                "spring.datasource.username", postgres.user(),
                "spring.datasource.password", postgres.password(),
                "memory.redis.host", redis.host(),
                "memory.redis.port", redis.port(),
                "memory.redis.password", redis.get().password(),
                "memory.namespace", redis.namespace(),
                "spring.main.banner-mode", "off"));
        return application.run();
    }

    @BeforeAll
    static void begin() {
        one = start();
        two = start();
    }

    @AfterAll
    static void end() {
        MeterRegistry registry = one.getBean(MeterRegistry.class);
        DataSource pool = one.getBean(DataSource.class);
        one.close();
        two.close();
        assertThat(((HikariDataSource) pool).isClosed()).isTrue();
        assertThat(registry.find("mem0.cache.requests").meters()).isEmpty();
    }

    private static UserMemory alice(ConfigurableApplicationContext application) {
        return application.getBean(AgentMemory.class).forUser("alice");
    }

    @Test
    void allIsOnTheVersionsThatSpringBootManages() throws IOException {
        String managedBySpringBoot; // its own pom, put here by ours
        try (InputStream pom = BootApplicationIT.class.getResourceAsStream("/spring-boot-dependencies.pom")) {
            managedBySpringBoot = new String(pom.readAllBytes(), StandardCharsets.UTF_8);
        }
        StringBuilder found = new StringBuilder("Spring Boot " + SpringBootVersion.getVersion());
        for (Map.Entry<String, String> managed : MANAGED.entrySet()) {
            URL url = BootApplication.class.getClassLoader().getResource(managed.getKey());
            Matcher jar = JAR.matcher(String.valueOf(url));
            assertThat(jar.find()).as("%s in %s", managed.getKey(), url).isTrue();
            String wanted = between(managedBySpringBoot, "<" + managed.getValue() + ">");
            found.append(", ").append(managed.getValue()).append(' ').append(jar.group(1));
            assertThat(jar.group(1)).as(managed.getValue()).isEqualTo(wanted);
        }
        log.info("On the class path: {}", found);
        assertThat(managedBySpringBoot)
                .contains("<artifactId>spring-boot-jdbc</artifactId>\n        <version>"
                        + SpringBootVersion.getVersion());
    }

    private static String between(String text, String opening) {
        int start = text.indexOf(opening) + opening.length();
        return text.substring(start, text.indexOf('<', start));
    }

    @Test
    void whatOneInstanceWritesTheOtherSees() throws InterruptedException {
        UUID tea = alice(one).add("drinks oolong tea");
        alice(one).add("has a cat");
        assertThat(alice(two).search("which tea").hits().get(0).memory().id()).isEqualTo(tea);
        assertThat(alice(two).get(tea)).map(Memory::text).contains("drinks oolong tea");
        assertThat(alice(two).get(tea)).isPresent(); // from a cache now
        long heard = received();

        alice(one).update(tea, "drinks coffee");

        until(() -> alice(two)
                .get(tea)
                .map(Memory::text)
                .filter("drinks coffee"::equals)
                .isPresent());
        until(() -> received() > heard);
        assertThat(alice(two).search("coffee").hits().get(0).memory().text()).isEqualTo("drinks coffee");
    }

    /** Ends of generations that the second instance has heard of. */
    private static long received() {
        return CacheAdmin.of(two.getBean(MemoryStore.class)).statistics().stream()
                .mapToLong(cache -> cache.get(CacheMetric.RECEIVED))
                .sum();
    }

    private static void until(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - end).as("10 seconds are over").isNegative();
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    @Test
    void itsHealthAndItsMetersAreSpringBootsOwn() {
        assertThat(one.getBean(HealthEndpoint.class).health().getStatus()).isEqualTo(Status.UP);
        assertThat(one.getBean(HealthEndpoint.class).healthForPath("memory").getStatus())
                .isEqualTo(Status.UP);
        UUID rain = one.getBean(AgentMemory.class).forUser("bob").add("likes rain");
        assertThat(rain).isNotNull();
        MeterRegistry registry = one.getBean(MeterRegistry.class);
        assertThat(registry.get("mem0.operations")
                        .tags("op", "add", "outcome", "answered")
                        .timers())
                .isNotEmpty();
        assertThat(registry.get("mem0.call").tags("op", "add").timers()).isNotEmpty();
        assertThat(registry.get("mem0.cache.redis.up").gauge().value()).isEqualTo(1);
        assertThat(registry.get("mem0.breaker.state")
                        .tags("breaker", "postgres", "state", "closed")
                        .gauge()
                        .value())
                .isEqualTo(1);
        assertThat(registry.get("hikaricp.connections").gauge().value()).isPositive();
        assertThat(registry.find("mem0.pool.connections").meters()).isEmpty(); // the pool is Spring Boot's
    }
}
