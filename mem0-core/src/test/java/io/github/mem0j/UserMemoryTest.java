package io.github.mem0j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mem0j.async.AsyncCalls;
import io.github.mem0j.embedded.EmbeddedMemoryStore;
import io.github.mem0j.embedder.Embedder;
import io.github.mem0j.embedder.EmbedderException;
import io.github.mem0j.embedder.InputType;
import io.github.mem0j.layer.ForwardingMemoryStore;
import io.github.mem0j.model.Embedding;
import io.github.mem0j.model.Memory;
import io.github.mem0j.model.MemoryChange;
import io.github.mem0j.model.MemoryFilter;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.Metadata;
import io.github.mem0j.model.Relation;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.AddResult;
import io.github.mem0j.store.Deadline;
import io.github.mem0j.store.ListRequest;
import io.github.mem0j.store.ListResult;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.SearchRequest;
import io.github.mem0j.store.SearchResult;
import io.github.mem0j.store.StoreUnavailableException;
import io.github.mem0j.store.UpdateResult;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UserMemoryTest {
    private static final Instant PI_DAY = Instant.parse("2026-03-14T18:05:00Z");

    private final WordEmbedder embedder = new WordEmbedder("words");
    private final AgentMemory agent = AgentMemory.builder().embedder(embedder).build();
    private final UserMemory alice = agent.forUser("alice");

    @AfterEach
    void close() {
        agent.close();
    }

    @Test
    void whatWasSaidIsFoundVerbatim() {
        UUID tea = alice.add("drinks  oolong tea, always.");
        alice.add("lives in Utrecht");

        assertThat(alice.search("which tea?").hits().get(0).memory())
                .returns(tea, Memory::id)
                .returns("drinks  oolong tea, always.", Memory::text);
    }

    @Test
    void oneUserNeverSeesAnothersMemories() {
        UUID secret = alice.add("the secret is tea");
        UserMemory bob = agent.forUser("bob");

        assertThat(bob.search("secret tea").hits()).isEmpty();
        assertThat(bob.get(secret)).isEmpty();
        assertThat(bob.delete(secret)).isFalse();
        assertThat(bob.update(secret, "mine now").outcome()).isEqualTo(UpdateResult.Outcome.NOT_FOUND);
        assertThat(alice.get(secret)).isPresent();
    }

    @Test
    void aRefinementCannotLeaveTheScope() {
        SearchRequest bobs = SearchRequest.of(MemoryScope.user("bob"), embedder.space(), Embedding.of(oneHot()));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> alice.search("tea", request -> bobs))
                .withMessageContaining("another scope");
    }

    private static float[] oneHot() {
        float[] values = new float[32];
        values[3] = 1;
        return values;
    }

    @Test
    void aMessageIsEmbeddedWithItsDateAndSpeaker() {
        alice.addMessages(List.of(
                new ChatMessage("user", "Mara", "I adopted a cat", PI_DAY),
                ChatMessage.of("assistant", "What is its name?").withCreatedAt(PI_DAY)));

        assertThat(embedder.shown)
                .containsExactly("2026-03-14, Mara: I adopted a cat", "2026-03-14, assistant: What is its name?");
        assertThat(alice.list().memories())
                .extracting(Memory::text)
                .containsExactlyInAnyOrder("I adopted a cat", "What is its name?");
        assertThat(alice.search("cat").memories().get(0).metadata())
                .isEqualTo(Metadata.of("role", "user", "speaker", "Mara"));
    }

    @Test
    void aNewTextIsEmbeddedAsItsMessageWas() {
        UUID id = alice.addMessages(List.of(new ChatMessage("user", "Mara", "I adopted a cat", PI_DAY)))
                .ids()
                .get(0);

        assertThat(alice.update(id, "I adopted a dog").version()).isEqualTo(2);

        assertThat(embedder.shown).last().isEqualTo("2026-03-14, Mara: I adopted a dog");
        assertThat(alice.search("dog").memories().get(0).text()).isEqualTo("I adopted a dog");
    }

    @Test
    void aNewSpeakerChangesTheEmbeddingButOtherMetadataDoesNot() {
        UUID id = alice.addMessages(List.of(new ChatMessage("user", "Mara", "I adopted a cat", PI_DAY)))
                .ids()
                .get(0);
        embedder.shown.clear();

        alice.update(id, MemoryChange.none().withMetadata(Metadata.of("seen", true)));
        assertThat(embedder.shown).isEmpty();

        alice.update(id, MemoryChange.none().withMetadata(Metadata.of("speaker", "Jonas")));
        assertThat(embedder.shown).containsExactly("2026-03-14, Jonas: I adopted a cat");
    }

    @Test
    void textsAreEmbeddedTogetherAndDeduplicatedOnRequest() {
        List<MemoryText> texts = List.of(MemoryText.of("likes tea"), MemoryText.of("likes rain"));

        AddResult first = alice.addAll(texts, AddRequest::withDeduplication);
        AddResult again = alice.addAll(List.of(MemoryText.of("likes tea")), AddRequest::withDeduplication);

        assertThat(again.items().get(0).outcome()).isEqualTo(AddResult.Outcome.DUPLICATE);
        assertThat(again.ids()).containsExactly(first.ids().get(0));
        assertThat(alice.addTexts(List.of("a", "b", "c")).items()).hasSize(3);
    }

    @Test
    void memoriesAreRelatedDeletedAndErased() {
        UUID a = alice.add("a");
        UUID b = alice.add("b");
        UUID c = alice.add("c");

        assertThat(alice.relate(a, b)).isTrue();
        assertThat(alice.relate(a, UUID.randomUUID())).isFalse();
        alice.relate(List.of(Relation.of(b, c, "then")));
        assertThat(alice.related(a).memories()).extracting(Memory::text).containsExactly("b", "c");
        assertThat(alice.related(a, request -> request.withDepth(1)).memories()).hasSize(1);

        assertThat(alice.delete(b)).isTrue();
        assertThat(alice.related(a).memories()).isEmpty();
        assertThat(alice.delete(MemoryFilter.where("x").exists())).isZero();
        assertThat(alice.deleteAll()).isEqualTo(2);
        assertThat(alice.erase()).isZero();
    }

    @Test
    void blankTextsAndQueriesAreRefusedBeforeAnythingIsEmbedded() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> alice.search("  "))
                .withMessageContaining("list");
        assertThatIllegalArgumentException().isThrownBy(() -> alice.add(" "));
        assertThatIllegalArgumentException().isThrownBy(() -> alice.addTexts(List.of()));
        assertThat(embedder.shown).isEmpty();
    }

    @Test
    void anEmbedderThatBreaksItsPromiseStoresNothing() {
        Embedder broken = new Embedder() {
            @Override
            public List<Embedding> embed(List<String> texts, InputType type) {
                return List.of(Embedding.of(1, 2));
            }

            @Override
            public String modelId() {
                return "broken";
            }

            @Override
            public int dimensions() {
                return 3;
            }
        };
        try (AgentMemory memory = AgentMemory.builder().embedder(broken).build()) {
            UserMemory user = memory.forUser("u");
            assertThatThrownBy(() -> user.add("one"))
                    .isInstanceOf(EmbedderException.class)
                    .hasMessageContaining("2 dim");
            assertThatThrownBy(() -> user.addTexts(List.of("one", "two")))
                    .isInstanceOf(EmbedderException.class)
                    .hasMessageContaining("1 embeddings for 2 texts");
            assertThat(user.list().memories()).isEmpty();
        }
    }

    @Test
    void whileTheEmbedderIsDownOnlyWhatNeedsItFails() {
        AtomicBoolean down = new AtomicBoolean();
        Embedder fragile = Embedder.of("fragile", 32, (texts, type) -> {
            if (down.get()) {
                throw new EmbedderException("the model server is down", null);
            }
            return embedder.embed(texts, type).stream().map(Embedding::toArray).toList();
        });
        try (AgentMemory memory = AgentMemory.builder().embedder(fragile).build()) {
            UserMemory user = memory.forUser("u");
            UUID tea = user.add("tea");
            UUID rain = user.add("rain");
            down.set(true);

            assertThatThrownBy(() -> user.add("more")).isInstanceOf(EmbedderException.class);
            assertThatThrownBy(() -> user.update(tea, "coffee")).isInstanceOf(EmbedderException.class);
            assertThatThrownBy(() -> user.search("tea")).isInstanceOf(EmbedderException.class);

            assertThat(user.get(tea)).map(Memory::text).contains("tea");
            assertThat(user.list().memories()).hasSize(2);
            assertThat(user.relate(tea, rain)).isTrue();
            assertThat(user.related(tea).memories()).hasSize(1);
            assertThat(user.delete(rain)).isTrue();
        }
    }

    @Test
    void theSameAsFutures() {
        UUID id = alice.async().add("likes tea").join();

        assertThat(alice.async().search("tea").join().memories())
                .extracting(Memory::id)
                .containsExactly(id);
        assertThat(alice.async().delete(id).join()).isTrue();
    }

    @Test
    void whatWasAskedBeforeAsynchronouslyIsSeenThoughItStillRunsOrWaits() throws InterruptedException {
        CountDownLatch embedding = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Embedder slow = Embedder.of("words", embedder.dimensions(), (texts, type) -> {
            if (texts.contains("likes tea") && type == InputType.DOCUMENT) {
                embedding.countDown();
                awaitQuietly(release);
            }
            return embedder.embed(texts, type).stream().map(Embedding::toArray).toList();
        });
        try (AgentMemory other = AgentMemory.builder().embedder(slow).build()) {
            UserMemory bob = other.forUser("bob");
            CompletableFuture<UUID> tea = bob.async().add("likes tea");
            embedding.await();
            CompletableFuture<UUID> rain = bob.async().add("likes rain");
            CompletableFuture<SearchResult> found = bob.async().search("tea");
            CompletableFuture<ListResult> listed = bob.async().list(request -> request);
            assertThat(other.forUser("carol").async().add("likes salt").join()).isNotNull(); // nobody else waits
            assertThat(List.of(rain, found, listed)).noneMatch(CompletableFuture::isDone);
            AsyncUserMemory hasty = bob.async().within(Duration.ofMillis(20));
            for (CompletableFuture<?> late : List.of(hasty.add("likes haste"), hasty.search("haste"))) {
                assertThatThrownBy(late::join)
                        .cause()
                        .isInstanceOfSatisfying(
                                StoreUnavailableException.class,
                                e -> assertThat(e.outcome()).isEqualTo(StoreUnavailableException.Outcome.NOT_APPLIED));
            }

            release.countDown();

            assertThat(found.join().memories()).extracting(Memory::id).contains(tea.join(), rain.join());
            assertThat(listed.join().memories())
                    .extracting(Memory::text)
                    .containsExactlyInAnyOrder("likes tea", "likes rain");
            CompletableFuture<Boolean> deleted = bob.async().delete(tea.join());
            assertThat(bob.async().get(tea.join()).join()).isEmpty();
            CompletableFuture<UpdateResult> updated = bob.async().update(rain.join(), "likes snow");
            assertThat(bob.async()
                            .related(rain.join(), request -> request)
                            .join()
                            .memories())
                    .isEmpty();
            assertThat(updated).isDone();
            assertThat(deleted.join()).isTrue();
        }
    }

    @Test
    void aDeadlineGoesWithTheRequestUnlessItsOwnIsEarlier() {
        List<Deadline> seen = new CopyOnWriteArrayList<>();
        Deadline early = Deadline.after(Duration.ofSeconds(5));
        Deadline late = Deadline.after(Duration.ofDays(1));
        MemoryStore noting = new ForwardingMemoryStore(EmbeddedMemoryStore.create()) {
            @Override
            public ListResult list(ListRequest request) {
                seen.add(request.deadline());
                return super.list(request);
            }
        };
        try (AgentMemory other =
                AgentMemory.builder().store(noting).embedder(embedder).build()) {
            AsyncUserMemory bob = other.forUser("bob").async().within(Duration.ofMinutes(1));
            for (Deadline deadline : List.of(early, late)) {
                assertThat(bob.list(request ->
                                        request.withOptions(request.options().withDeadline(deadline)))
                                .join()
                                .memories())
                        .isEmpty();
            }
        }
        assertThat(seen.get(0)).isSameAs(early);
        assertThat(seen.get(1).remaining()).isBetween(Duration.ofSeconds(1), Duration.ofMinutes(1));
    }

    @Test
    void aFailedAsynchronousWriteFailsNothingThatComesAfterIt() {
        CompletableFuture<UUID> refused = alice.async().add(" ");
        assertThat(alice.async().search("tea").join().memories()).isEmpty();
        assertThat(refused).isCompletedExceptionally();
        assertThat(alice.async().add("tea")).succeedsWithin(Duration.ofSeconds(10));
    }

    @Test
    void theHostsOwnAsyncCallsStayItsOwn() {
        try (AsyncCalls calls = AsyncCalls.builder().concurrency(2).build()) {
            AgentMemory other =
                    AgentMemory.builder().embedder(embedder).async(calls).build();
            assertThat(other.forUser("bob").async().add("tea").join()).isNotNull();
            other.close();
            assertThat(calls.submit(() -> 1).join()).isEqualTo(1);
            assertThatThrownBy(() -> AgentMemory.builder()
                            .embedder(embedder)
                            .async(calls)
                            .executor(Runnable::run)
                            .build())
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
