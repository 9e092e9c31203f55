package io.github.mem0j.cache;

import io.github.mem0j.model.Embedding;
import io.github.mem0j.model.EmbeddingSpace;
import io.github.mem0j.model.Memory;
import io.github.mem0j.model.MemoryFilter;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.Metadata;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.ListRequest;
import io.github.mem0j.store.ReadRequest;
import io.github.mem0j.store.RelatedRequest;
import io.github.mem0j.store.SearchRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Questions and answers of random sizes that share no objects, as if each had come through a socket. Not thread-safe.
 */
final class HeapAnswers {
    private static final int DIMENSIONS = 384;
    private static final EmbeddingSpace SPACE = new EmbeddingSpace("a model", DIMENSIONS);

    /** What the answers are like. */
    enum Kind {
        /** One memory of a few words, asked for by its id. */
        SMALL_GETS,
        /** As above, with agent, run, a little metadata and an expiry. */
        SMALL_GETS_WITH_METADATA,
        /** Ten hits, for a vector that is part of the question. */
        SEARCHES,
        /** As above, with a filter, and each hit with its vector. */
        SEARCHES_WITH_EMBEDDINGS,
        /** One text of 1 to 500 KiB in Latin-1. */
        LARGE_LATIN,
        /** The same with a letter that is not, so that the JVM takes two bytes for each. */
        LARGE_OTHER,
        /** Pages of texts, metadata and lists in it. */
        LISTS,
        RELATED
    }

    private final Kind kind;
    private final Random random = new Random(5);
    private long lastBytes;

    HeapAnswers(Kind kind) {
        this.kind = kind;
    }

    ReadRequest request() {
        return switch (kind) {
            case SMALL_GETS, LARGE_LATIN, LARGE_OTHER -> GetRequest.of(owner(), id());
            case SMALL_GETS_WITH_METADATA -> GetRequest.of(scope(), id(), id());
            case SEARCHES -> SearchRequest.of(owner(), SPACE, embedding());
            case SEARCHES_WITH_EMBEDDINGS ->
                SearchRequest.of(scope(), SPACE, embedding())
                        .withFilter(MemoryFilter.where("topic").eq(text(10, 'a')))
                        .includingEmbeddings();
            case LISTS -> ListRequest.of(owner());
            case RELATED -> RelatedRequest.of(owner(), id()).withTypes(text(10, 'a'), text(10, 'a'));
        };
    }

    /** About how many bytes the last answer takes. */
    long lastBytes() {
        return lastBytes;
    }

    List<Memory> memories(ReadRequest request) {
        List<Memory> memories = new ArrayList<>();
        switch (kind) {
            case SMALL_GETS -> memories.add(memory(owner(), text(random.nextInt(100), 'a'), Metadata.EMPTY, false));
            case SMALL_GETS_WITH_METADATA -> {
                for (int i = 0; i < 2; i++) {
                    memories.add(memory(scope(), text(random.nextInt(100), 'a'), metadata(2), false));
                }
            }
            case LARGE_LATIN, LARGE_OTHER -> {
                int length = (1 << 10) + random.nextInt(499 << 10);
                char last = kind == Kind.LARGE_LATIN ? 'a' : '\u65e5';
                memories.add(memory(owner(), text(last == 'a' ? length : length / 2, last), Metadata.EMPTY, false));
            }
            case SEARCHES, RELATED -> {
                for (int i = 0; i < 10; i++) {
                    memories.add(memory(scope(), text(random.nextInt(300), 'a'), metadata(1), false));
                }
            }
            case SEARCHES_WITH_EMBEDDINGS -> {
                for (int i = 0; i < 10; i++) {
                    memories.add(memory(scope(), text(random.nextInt(300), '\u65e5'), metadata(1), true));
                }
            }
            case LISTS -> {
                for (int i = random.nextInt(50); i >= 0; i--) {
                    memories.add(memory(scope(), text(random.nextInt(3_000), 'a'), metadata(random.nextInt(9)), false));
                }
            }
        }
        lastBytes = memories.stream()
                .mapToLong(memory -> 400
                        + (kind == Kind.LARGE_OTHER ? 2L : 1L) * memory.text().length())
                .sum();
        return memories;
    }

    private Memory memory(MemoryScope scope, String text, Metadata metadata, boolean withEmbedding) {
        Instant created = time();
        Instant expires = metadata.isEmpty()
                ? null
                : Instant.parse("2100-01-01T00:00:00Z").plusSeconds(random.nextInt(9));
        return new Memory(id(), scope, text, metadata, created, time(), expires, 1, withEmbedding ? embedding() : null);
    }

    private Instant time() {
        return Instant.ofEpochSecond(1_700_000_000L + random.nextInt(1_000_000), random.nextInt(1_000_000) * 1_000L);
    }

    private Metadata metadata(int keys) {
        TreeMap<String, Object> map = new TreeMap<>();
        for (int i = 0; i < keys; i++) {
            Object value = switch (i % 4) {
                case 0 -> text(1 + random.nextInt(30), 'a');
                case 1 -> 1_000L + random.nextInt(1_000);
                case 2 -> List.of(text(8, 'a'), text(8, 'a'), text(8, '\u65e5'));
                default -> random.nextDouble();
            };
            map.put(text(6, 'a') + i, value);
        }
        return Metadata.copyOf(map);
    }

    private MemoryScope owner() {
        return MemoryScope.user(text(12, 'a'));
    }

    private MemoryScope scope() {
        return owner().withTenant(text(8, 'a')).withAgent(text(8, 'a')).withRun(text(16, 'a'));
    }

    private UUID id() {
        return new UUID(random.nextLong(), random.nextLong());
    }

    private Embedding embedding() {
        float[] values = new float[DIMENSIONS];
        for (int i = 0; i < DIMENSIONS; i++) {
            values[i] = random.nextFloat() + 0.1f;
        }
        return Embedding.of(values);
    }

    /** So many letters and digits, the last of them as given. */
    private String text(int length, char last) {
        StringBuilder text = new StringBuilder(length);
        while (text.length() < length - 1) {
            text.append((char) ('a' + random.nextInt(26)));
        }
        return text.append(last).toString();
    }
}
