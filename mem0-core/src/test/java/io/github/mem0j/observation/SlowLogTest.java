package io.github.mem0j.observation;

import static io.github.mem0j.observation.Scripted.logged;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.mem0j.embedded.EmbeddedMemoryStore;
import io.github.mem0j.layer.MemoryStack;
import io.github.mem0j.model.MemoryChange;
import io.github.mem0j.model.MemoryFilter;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.Metadata;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.model.Relation;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.Degradation;
import io.github.mem0j.store.DeleteRequest;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.ListRequest;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.RelateRequest;
import io.github.mem0j.store.RelatedRequest;
import io.github.mem0j.store.ScanRequest;
import io.github.mem0j.store.SearchRequest;
import io.github.mem0j.store.SearchResult;
import io.github.mem0j.store.StoreAdmin;
import io.github.mem0j.store.StoreUnavailableException;
import io.github.mem0j.store.UpdateRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What is logged of slow calls, how often, and what never is. */
class SlowLogTest {
    private final Scripted.Time time = new Scripted.Time();

    private Observation.Builder observation() {
        return Observation.builder().nanoTime(time::get);
    }

    private MemoryStore slow(long millis) {
        return observation().build().over(time.taking(millis).apply(EmbeddedMemoryStore.create()));
    }

    /** Without what the logger puts before it. */
    private static String message(String line) {
        return line.substring(line.indexOf(" - ") + 3);
    }

    @Test
    void aCallOfAHundredMillisecondsIsLoggedAndAQuickerOneIsNot() {
        assertThat(logged(() -> slow(99).search(Scripted.SEARCH))).isEmpty();
        assertThat(logged(() -> slow(100).search(Scripted.SEARCH)))
                .singleElement()
                .satisfies(line -> assertThat(line).contains("WARN", Observation.class.getName()))
                .extracting(SlowLogTest::message)
                .isEqualTo("search took 100 ms, answered by embedded, 0 items, 10 asked for");
        assertThat(logged(() -> StoreAdmin.of(slow(2_500)).count()))
                .extracting(SlowLogTest::message)
                .containsExactly("count took 2500 ms, answered, 0 items");
    }

    @Test
    void aDegradedAnswerAndAFailureSaySo() {
        MemoryStore stale = observation().build().over(new Scripted(EmbeddedMemoryStore.create(), below -> {
            time.pass(150);
            SearchResult answer = (SearchResult) below.get();
            return answer.withProvenance(
                    answer.provenance().agedAtLeast(Duration.ofSeconds(90)).degraded(Degradation.STALE));
        }));
        MemoryStore dead = observation().build().over(new Scripted(EmbeddedMemoryStore.create(), below -> {
            time.pass(5_000);
            throw StoreUnavailableException.unknown("no answer", null);
        }));
        assertThat(logged(() -> {
                    stale.search(Scripted.SEARCH);
                    assertThat(catchThrowable(() -> dead.get(Scripted.GET))).isNotNull();
                }))
                .extracting(SlowLogTest::message)
                .containsExactly(
                        "search took 150 ms, answered by embedded [STALE], 90.0 s old, 0 items, 10 asked for",
                        "get took 5000 ms, ended UNKNOWN, 1 asked for");
    }

    @Test
    void oneLineASecondForEachOperationAndTheOthersAreCounted() {
        MemoryStore store = slow(100);
        List<String> lines = logged(() -> {
            store.search(Scripted.SEARCH); // logged
            store.get(Scripted.GET); // logged: an operation of its own
            for (int i = 0; i < 7; i++) {
                store.search(Scripted.SEARCH); // to 900 ms after the first line
            }
            time.pass(-1);
            store.search(Scripted.SEARCH); // 999 ms after it
            time.pass(1_000);
            store.search(Scripted.SEARCH); // logged
            time.pass(1_000);
            store.search(Scripted.SEARCH); // logged
        });
        assertThat(lines)
                .extracting(SlowLogTest::message)
                .satisfiesExactly(
                        first -> assertThat(first).startsWith("search").doesNotContain("more"),
                        get -> assertThat(get).startsWith("get").doesNotContain("more"),
                        second -> assertThat(second).startsWith("search").endsWith("; 8 more since the last warning"),
                        third -> assertThat(third).startsWith("search").doesNotContain("more"));
        assertThat(ObservationAdmin.of(store).statistics().get(0).operation("search"))
                .hasValueSatisfying(search -> assertThat(search.slow()).isEqualTo(11));
    }

    @Test
    void withoutALimitEachIsLogged() {
        MemoryStore store = observation()
                .slowAfter(Duration.ofMillis(5))
                .slowLogEvery(Duration.ZERO)
                .build()
                .over(time.taking(5).apply(EmbeddedMemoryStore.create()));
        assertThat(logged(() -> {
                    store.search(Scripted.SEARCH);
                    store.search(Scripted.SEARCH);
                }))
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).contains("took 5.0 ms").doesNotContain("more"));
    }

    @Test
    void nothingThatAMemoryOrItsOwnerCouldBeKnownBy() {
        String secret = "SECRET";
        UUID id = UUID.fromString("5ec2e75e-c2e7-7ec2-8ec2-5ec25ec25ec2");
        UUID other = UUID.fromString("5ec2e75e-c2e7-7ec2-8ec2-5ec25ec25ec3");
        MemoryScope scope =
                MemoryScope.user("SECRET-user").withTenant("SECRET-tenant").withAgent("SECRET-agent");
        NewMemory memory = NewMemory.of("SECRET text", Scripted.EAST)
                .withId(id)
                .withMetadata(Metadata.of("SECRET-key", "SECRET-value"));
        MemoryFilter filter = MemoryFilter.where("SECRET-key").eq("SECRET-value");
        List<OperationEvent> events = new ArrayList<>();
        MemoryStore store = MemoryStack.over(EmbeddedMemoryStore.create())
                .layer(observation()
                        .name("store")
                        .slowAfter(Duration.ofNanos(1))
                        .build())
                .layer(time.taking(200)::apply)
                .layer(observation()
                        .slowLogEvery(Duration.ZERO)
                        .listener(events::add)
                        .build())
                .build();
        List<String> lines = logged(() -> {
            store.add(AddRequest.of(
                    scope,
                    Scripted.SPACE,
                    List.of(memory, NewMemory.of("SECRET", Scripted.EAST).withId(other))));
            assertThat(catchThrowable(() -> store.add(AddRequest.of(
                            scope,
                            Scripted.SPACE,
                            List.of(NewMemory.of("SECRET 2", Scripted.EAST).withId(id))))))
                    .hasMessageContaining(id.toString());
            store.get(GetRequest.of(scope, id));
            store.search(SearchRequest.of(scope, Scripted.SPACE, Scripted.EAST).withFilter(filter));
            store.list(ListRequest.of(scope).withFilter(filter));
            assertThat(catchThrowable(() -> store.update(UpdateRequest.of(
                                    scope, id, MemoryChange.none().withMetadata(Metadata.of("SECRET-2", "SECRET")))
                            .expecting(77))))
                    .hasMessageContaining(id.toString());
            store.relate(RelateRequest.of(scope, List.of(Relation.of(id, other, "SECRET"))));
            store.related(RelatedRequest.of(scope, id));
            StoreAdmin.of(store).scan(ScanRequest.all());
            StoreAdmin.of(store).versions(scope, 10);
            store.delete(DeleteRequest.matching(scope, filter));
            StoreAdmin.of(store).erase(scope);
        });
        assertThat(lines).hasSize(12);
        assertThat(events).hasSize(12);
        String all = lines + "\n" + events + "\n"
                + ObservationAdmin.of(store).statistics().stream()
                        .map(statistics -> statistics + "\n" + statistics.table())
                        .toList();
        assertThat(all).contains("CONFLICT", "REJECTED").doesNotContainIgnoringCase(secret);
        assertThat(all).doesNotContain("5ec2e75e").doesNotContain("0.0, 1.0").doesNotContain("1.0, 0.0");
    }
}
