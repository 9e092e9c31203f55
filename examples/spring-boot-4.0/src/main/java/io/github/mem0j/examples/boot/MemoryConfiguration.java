package io.github.mem0j.examples.boot;

import io.github.mem0j.AgentMemory;
import io.github.mem0j.batching.Batching;
import io.github.mem0j.cache.CachingEmbedder;
import io.github.mem0j.cache.LocalCache;
import io.github.mem0j.cache.RedisCache;
import io.github.mem0j.cache.WorkingSet;
import io.github.mem0j.layer.MemoryStack;
import io.github.mem0j.micrometer.ObservedCalls;
import io.github.mem0j.micrometer.OperationMeters;
import io.github.mem0j.micrometer.StackMeters;
import io.github.mem0j.observation.Observation;
import io.github.mem0j.pgvector.PgVectorMemoryStore;
import io.github.mem0j.resilience.FailsafeGuard;
import io.github.mem0j.resilience.Resilience;
import io.github.mem0j.resilience.ResilientEmbedder;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.StoreAdmin;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import java.time.Duration;
import javax.sql.DataSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.providers.PooledConnectionProvider;

/** Every layer on Spring Boot's own DataSource, registries and health. Spring closes the beans, the last made first. */
@Configuration(proxyBeanMethods = false)
public class MemoryConfiguration {
    @Bean
    @SuppressWarnings("deprecation") // in Jedis 7.4, whose successor of this constructor is not in 7.0
    UnifiedJedis redis(
            @Value("${memory.redis.host}") String host,
            @Value("${memory.redis.port}") int port,
            @Value("${memory.redis.password:}") String password) {
        DefaultJedisClientConfig config = DefaultJedisClientConfig.builder()
                .password(password.isEmpty() ? null : password)
                .build();
        return new UnifiedJedis(
                new PooledConnectionProvider(new HostAndPort(host, port), config), 1, Duration.ofSeconds(2));
    }

    @Bean
    Resilience resilience() {
        return Resilience.builder().bulkhead(10, 100).build();
    }

    @Bean
    FailsafeGuard redisGuard() {
        return FailsafeGuard.redis();
    }

    @Bean
    OperationMeters operationMeters(MeterRegistry registry) {
        return OperationMeters.in(registry);
    }

    @Bean
    MemoryStore memoryStore(
            DataSource pool,
            UnifiedJedis redis,
            Resilience resilience,
            FailsafeGuard redisGuard,
            OperationMeters operations,
            ObservationRegistry observations,
            @Value("${memory.namespace}") String namespace) {
        return MemoryStack.over(PgVectorMemoryStore.builder()
                        .dataSource(pool)
                        .dimensions(HashedWords.DIMENSIONS)
                        .initSchema()
                        .build())
                .layer(resilience)
                .layer(Batching.defaults())
                .layer(RedisCache.builder(redis)
                        .namespace(namespace)
                        .guard(redisGuard)
                        .build())
                .layer(LocalCache.defaults())
                .layer(WorkingSet.defaults())
                .layer(ObservedCalls.in(observations))
                .layer(Observation.builder().listener(operations).build())
                .build();
    }

    @Bean
    CachingEmbedder embedder(UnifiedJedis redis, @Value("${memory.namespace}") String namespace) {
        return CachingEmbedder.builder(ResilientEmbedder.around(HashedWords.embedder()))
                .redis(redis)
                .namespace(namespace)
                .build();
    }

    /** Spring Boot binds it to its registry, as every MeterBinder. */
    @Bean
    StackMeters stackMeters(
            MemoryStore memoryStore, Resilience resilience, FailsafeGuard redisGuard, CachingEmbedder embedder) {
        return StackMeters.builder(memoryStore)
                .resilience(resilience)
                .circuitBreaker(redisGuard.circuitBreaker())
                .embedder(embedder)
                .build();
    }

    @Bean
    AgentMemory agentMemory(MemoryStore memoryStore, CachingEmbedder embedder) {
        return AgentMemory.builder().store(memoryStore).embedder(embedder).build();
    }

    @Bean
    HealthIndicator memoryHealthIndicator(MemoryStore memoryStore, Resilience resilience) {
        return () -> {
            Health.Builder health = Health.up();
            try {
                StoreAdmin.of(memoryStore).ping();
            } catch (RuntimeException e) {
                health = Health.down(e);
            }
            return health.withDetail("breaker", resilience.circuitBreaker().state())
                    .build();
        };
    }
}
