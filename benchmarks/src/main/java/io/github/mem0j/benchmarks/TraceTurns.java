package io.github.mem0j.benchmarks;

import dev.langchain4j.data.document.Metadata;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.store.embedding.EmbeddingStore;
import io.github.mem0j.model.Embedding;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.ListRequest;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.RelatedRequest;
import io.github.mem0j.store.SearchRequest;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What agents do, turn by turn: a query, in one of ten the same as that user's last one; something said, added; now and
 * then a list, a get, a walk. Users by Zipf. All embeddings are there beforehand.
 */
final class TraceTurns {
    static final int MEMORIES = 100;

    /** Beyond it are the numbers of what turns have added. */
    static final int FIRST_ADDED = 1_000_000;

    private final int users;
    private final double[] zipf;
    private final float[][] vectors = new Data(40).vectors(2_000);
    private final Map<Integer, Integer> lastQuery = new ConcurrentHashMap<>();
    private final Map<Integer, UUID> lastAdded = new ConcurrentHashMap<>();
    private final AtomicInteger number = new AtomicInteger(FIRST_ADDED);

    TraceTurns(int users) {
        this.users = users;
        zipf = new double[users];
        double sum = 0;
        for (int i = 0; i < users; i++) {
            sum += 1.0 / (i + 1);
            zipf[i] = sum;
        }
    }

    static String user(int user) {
        return "user-" + user;
    }

    /** Told what each operation took. */
    interface Times {
        void took(String operation, long nanos);
    }

    /** One who can be asked and told. */
    interface Memories {
        int search(String user, float[] query) throws Exception;

        @Nullable
        UUID add(String user, int number, float[] vector) throws Exception;

        /** Nothing, where there is no such operation. */
        default void list(String user) throws Exception {}

        default void get(String user, UUID id) throws Exception {}

        default void related(String user, UUID id) throws Exception {}
    }

    void fill(MemoryStore store) {
        for (int user = 0; user < users; user++) {
            float[][] own = new float[MEMORIES][];
            for (int i = 0; i < MEMORIES; i++) {
                own[i] = vectors[(user * 31 + i * 17) % vectors.length];
            }
            Object unused =
                    store.add(AddRequest.of(Data.owner(user(user)), Data.SPACE, Data.memories(user(user), own)));
        }
    }

    /** What turns have added is there no longer. */
    void forget() {
        lastQuery.clear();
        lastAdded.clear();
    }

    /** @param start when the turn was to begin: what it waited since counts for its first operation */
    void turn(Memories memories, Random random, long start, Times times) throws Exception {
        int place = java.util.Arrays.binarySearch(zipf, random.nextDouble() * zipf[users - 1]);
        int user = Math.min(users - 1, place < 0 ? -place - 1 : place);
        Integer before = random.nextInt(10) == 0 ? lastQuery.get(user) : null;
        int query = before == null ? random.nextInt(vectors.length) : before;
        if (memories.search(user(user), vectors[query]) != Data.LIMIT) {
            throw new IllegalStateException("a search did not find ten");
        }
        lastQuery.put(user, query);
        long now = lap(times, "search", start);
        UUID added = memories.add(user(user), number.incrementAndGet(), vectors[random.nextInt(vectors.length)]);
        now = lap(times, "add", now);
        UUID known = added == null ? null : lastAdded.put(user, added);
        int dice = random.nextInt(100);
        if (known == null || dice >= 25) {
            return;
        }
        if (dice < 10) {
            memories.list(user(user));
            now = lap(times, "list", now);
        } else if (dice < 20) {
            memories.get(user(user), known);
            now = lap(times, "get", now);
        } else {
            memories.related(user(user), known);
            now = lap(times, "related", now);
        }
    }

    private static long lap(Times times, String operation, long since) {
        long now = System.nanoTime();
        times.took(operation, now - since);
        return now;
    }

    /** @param all or searches and adds alone */
    static Memories of(MemoryStore store, boolean all) {
        return new Memories() {
            @Override
            public int search(String user, float[] query) {
                return store.search(SearchRequest.of(Data.owner(user), Data.SPACE, Embedding.of(query)))
                        .hits()
                        .size();
            }

            @Override
            public @Nullable UUID add(String user, int number, float[] vector) {
                UUID id = store.add(AddRequest.of(Data.owner(user), Data.SPACE, Data.memory(user, number, vector)))
                        .ids()
                        .get(0);
                return all ? id : null;
            }

            @Override
            public void list(String user) {
                Object unused = store.list(ListRequest.of(Data.owner(user)).withLimit(20));
            }

            @Override
            public void get(String user, UUID id) {
                if (store.get(GetRequest.of(Data.owner(user), id)).memories().isEmpty()) {
                    throw new IllegalStateException("what was acknowledged is not there");
                }
            }

            @Override
            public void related(String user, UUID id) {
                Object unused = store.related(RelatedRequest.of(Data.owner(user), id));
            }
        };
    }

    static Memories of(EmbeddingStore<TextSegment> store) {
        return new Memories() {
            @Override
            public int search(String user, float[] query) {
                return SearchStores.search(store, user, query, null).size();
            }

            @Override
            public @Nullable UUID add(String user, int number, float[] vector) {
                String unused = store.add(
                        dev.langchain4j.data.embedding.Embedding.from(vector),
                        TextSegment.from(
                                Data.text(user, number),
                                Metadata.from(Map.of("user_id", user, "speaker", "mara", "turn", (long) number))));
                return null;
            }
        };
    }
}
