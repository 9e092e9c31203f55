package io.github.mem0j.cache;

import io.github.mem0j.embedded.EmbeddedMemoryStore;
import io.github.mem0j.layer.ForwardingMemoryStore;
import io.github.mem0j.layer.ForwardingStoreAdmin;
import io.github.mem0j.model.Embedding;
import io.github.mem0j.model.EmbeddingSpace;
import io.github.mem0j.model.Memory;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.Metadata;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.model.Relation;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.AddResult;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.GetResult;
import io.github.mem0j.store.ListCursor;
import io.github.mem0j.store.ListRequest;
import io.github.mem0j.store.ListResult;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.MemoryVersion;
import io.github.mem0j.store.Provenance;
import io.github.mem0j.store.RelatedRequest;
import io.github.mem0j.store.RelatedResult;
import io.github.mem0j.store.SearchRequest;
import io.github.mem0j.store.SearchResult;
import io.github.mem0j.store.StoreAdmin;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

/**
 * A store that holds nothing: it makes up each owner's 20 to 2,000 memories, the same each time, in objects of their own as
 * if they came through a socket. What is added to it is gone at once. For one thread.
 */
final class MadeUpOwners extends ForwardingMemoryStore {
    static final EmbeddingSpace SPACE = new EmbeddingSpace("a model", 384);
    private static final Provenance HERE = Provenance.of("made up");
    private static final Instant LONG_AGO = Instant.parse("2026-01-01T00:00:00Z");

    MadeUpOwners() {
        super(EmbeddedMemoryStore.create());
    }

    static MemoryScope owner(int number) {
        return MemoryScope.user("owner " + number);
    }

    static Embedding embedding(Random random) {
        float[] values = new float[SPACE.dimensions()];
        int bits = random.nextInt();
        for (int i = 0; i < values.length; i++) {
            bits = bits * 1_664_525 + 1_013_904_223;
            values[i] = 0.1f + (bits >>> 8) * 0x1p-24f;
        }
        return Embedding.of(values);
    }

    /** Few owners have many. */
    private static List<UUID> ids(MemoryScope owner) {
        Random random = new Random(owner.user().hashCode());
        int count = 20 + (int) (1_980 * Math.pow(random.nextDouble(), 4));
        List<UUID> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ids.add(new UUID(random.nextLong(), random.nextLong()));
        }
        return ids;
    }

    private static Instant createdAt(UUID id) {
        return LONG_AGO.plusSeconds(id.getMostSignificantBits() & 0xFFFFF);
    }

    private static Memory memory(MemoryScope owner, UUID id) {
        Random random = new Random(id.getLeastSignificantBits());
        MemoryScope scope = random.nextInt(4) > 0 ? owner : owner.withAgent("agent " + random.nextInt(100));
        String text = "said ".repeat(random.nextInt(100)) + (random.nextInt(4) > 0 ? "so" : "\u65e5");
        Metadata metadata = Metadata.copyOf(
                Map.of("topic" + random.nextInt(9), "matter " + random.nextInt(), "turn", random.nextLong()));
        Instant at = createdAt(id);
        UUID own = new UUID(id.getMostSignificantBits(), id.getLeastSignificantBits());
        return new Memory(own, scope, text, metadata, at, at.plusNanos(1_000), null, 1, embedding(random));
    }

    @Override
    public GetResult get(GetRequest request) {
        return new GetResult(
                request.ids().stream().map(id -> memory(request.scope(), id)).toList(), HERE);
    }

    @Override
    public ListResult list(ListRequest request) {
        List<UUID> ids = ids(request.scope());
        List<Memory> memories = ids.stream()
                .limit(request.limit())
                .map(id -> memory(request.scope(), id))
                .toList();
        Memory last = memories.get(memories.size() - 1);
        boolean isAll = memories.size() == ids.size();
        return new ListResult(memories, isAll ? null : ListCursor.after(last, request), HERE);
    }

    @Override
    public SearchResult search(SearchRequest request) {
        return new SearchResult(List.of(), HERE);
    }

    @Override
    public RelatedResult related(RelatedRequest request) {
        return new RelatedResult(List.of(), false, HERE);
    }

    @Override
    public AddResult add(AddRequest request) {
        List<AddResult.Item> items = new ArrayList<>();
        for (NewMemory memory : request.memories()) {
            items.add(new AddResult.Item(
                    UUID.randomUUID(),
                    AddResult.Outcome.CREATED,
                    1,
                    LONG_AGO,
                    LONG_AGO.plusNanos(memory.text().length())));
        }
        return new AddResult(items, HERE);
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        return type == StoreAdmin.class ? Optional.of(type.cast(admin(delegate()))) : super.unwrap(type);
    }

    private static StoreAdmin admin(MemoryStore empty) {
        return new ForwardingStoreAdmin(StoreAdmin.of(empty)) {
            @Override
            public Optional<EmbeddingSpace> space() {
                return Optional.of(SPACE);
            }

            @Override
            public Embedding asStored(Embedding embedding) {
                return embedding;
            }

            @Override
            public List<MemoryVersion> versions(MemoryScope scope, int limit) {
                return ids(scope).stream()
                        .limit(limit)
                        .map(id -> new MemoryVersion(id, 1, createdAt(id).plusNanos(1_000)))
                        .toList();
            }

            /** Each second memory is related to two others. */
            @Override
            public List<Relation> relations(MemoryScope scope, int limit) {
                List<UUID> ids = ids(scope);
                List<Relation> relations = new ArrayList<>();
                for (int i = 2; i < ids.size() && relations.size() < limit; i += 2) {
                    for (UUID to : Set.of(ids.get(i - 1), ids.get(i - 2))) {
                        UUID from = ids.get(i);
                        relations.add(new Relation(
                                new UUID(from.getMostSignificantBits(), from.getLeastSignificantBits()),
                                new UUID(to.getMostSignificantBits(), to.getLeastSignificantBits()),
                                "type" + i % 10,
                                0.5));
                    }
                }
                return relations;
            }
        };
    }
}
