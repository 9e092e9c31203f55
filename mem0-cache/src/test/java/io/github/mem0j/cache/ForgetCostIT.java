package io.github.mem0j.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.embedded.EmbeddedMemoryStore;
import io.github.mem0j.layer.MemoryStack;
import io.github.mem0j.model.Embedding;
import io.github.mem0j.model.EmbeddingSpace;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.services.OwnRedis;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.StoreAdmin;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.UnifiedJedis;

/** What a write and an erase cost does not grow with what Redis holds. */
class ForgetCostIT {
    private static final Logger log = LoggerFactory.getLogger(ForgetCostIT.class);
    private static final int FEW = 10_000;
    private static final int MANY = 1_000_000;
    private static final int ROUNDS = 150;
    private static final int WARM_UP = 50;
    private static final EmbeddingSpace SPACE = new EmbeddingSpace("model", 2);

    /** Others' entries, with names like ours. */
    private static final String FILL = """
            for i = 1, tonumber(ARGV[1]) do
              redis.call('SET', 'mem0:{' .. string.format('%043d', i) .. '}:e1:x', 'entry')
            end
            """;

    /** What forgetting would be without an index of the owner's entries. */
    private static final String SCAN = """
            local cursor = '0'
            repeat
              local page = redis.call('SCAN', cursor, 'MATCH', ARGV[1], 'COUNT', 1000)
              cursor = page[1]
              for _, key in ipairs(page[2]) do redis.call('UNLINK', key) end
            until cursor == '0'
            """;

    private record Server(OwnRedis own, UnifiedJedis client, MemoryStore stack, List<Long> writes, List<Long> erasures)
            implements AutoCloseable {
        static Server with(int keys) {
            OwnRedis own = OwnRedis.start();
            own.command("EVAL", FILL, "0", Integer.toString(keys));
            assertThat(own.command("DBSIZE")).isEqualTo((long) keys);
            UnifiedJedis client = TestRedis.client(own.get(), 5_000);
            MemoryStore stack = MemoryStack.over(EmbeddedMemoryStore.create())
                    .layer(RedisCache.using(client))
                    .build();
            return new Server(own, client, stack, new ArrayList<>(), new ArrayList<>());
        }

        /** A user of whom Redis holds ten entries, written to and erased. */
        void round(boolean counts) {
            MemoryScope ann = MemoryScope.user("ann");
            List<NewMemory> memories = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                memories.add(NewMemory.of("text " + i, Embedding.of(1, i)));
            }
            stack.add(AddRequest.of(ann, SPACE, memories));
            memories.forEach(memory -> stack.get(GetRequest.of(ann, memory.id())));
            long start = System.nanoTime();
            stack.add(AddRequest.of(ann, SPACE, NewMemory.of("one more", Embedding.of(1, 1))));
            long written = System.nanoTime();
            StoreAdmin.of(stack).erase(ann);
            long erased = System.nanoTime();
            if (counts) {
                writes.add(written - start);
                erasures.add(erased - written);
            }
        }

        double scanMillis() {
            List<Long> times = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                long start = System.nanoTime();
                own.command("EVAL", SCAN, "0", "mem0:{nobody}:*");
                times.add(System.nanoTime() - start);
            }
            return median(times) / 1e6;
        }

        @Override
        public void close() {
            stack.close();
            client.close();
            own.close();
        }
    }

    @Test
    void forgettingAUserCostsTheSameAmongAMillionKeys() {
        try (Server few = Server.with(FEW);
                Server many = Server.with(MANY)) {
            for (int i = -WARM_UP; i < ROUNDS; i++) {
                few.round(i >= 0);
                many.round(i >= 0);
            }
            double write = median(many.writes()) / median(few.writes());
            double erase = median(many.erasures()) / median(few.erasures());
            log.info(String.format(
                    Locale.ROOT,
                    "with 10^4 and 10^6 keys in Redis: a write %.0f and %.0f us (x %.2f), an erase %.0f and %.0f us"
                            + " (x %.2f), scanning instead %.1f and %.1f ms",
                    median(few.writes()) / 1e3,
                    median(many.writes()) / 1e3,
                    write,
                    median(few.erasures()) / 1e3,
                    median(many.erasures()) / 1e3,
                    erase,
                    few.scanMillis(),
                    many.scanMillis()));
            assertThat((Long) few.own().command("DBSIZE"))
                    .as("nothing else was forgotten")
                    .isGreaterThanOrEqualTo(FEW);
            assertThat(write).as("a write's cost").isLessThan(3);
            assertThat(erase).as("an erase's cost").isLessThan(3);
        }
    }

    private static double median(List<Long> nanos) {
        return nanos.stream().sorted().skip(nanos.size() / 2).findFirst().orElseThrow();
    }
}
