package io.github.mem0j.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.model.Embedding;
import io.github.mem0j.model.Memory;
import io.github.mem0j.model.MemoryFilter;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.Metadata;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.GetResult;
import io.github.mem0j.store.ListCursor;
import io.github.mem0j.store.ListRequest;
import io.github.mem0j.store.ListResult;
import io.github.mem0j.store.Provenance;
import io.github.mem0j.store.ReadRequest;
import io.github.mem0j.store.RelatedRequest;
import io.github.mem0j.store.RelatedResult;
import io.github.mem0j.store.SearchRequest;
import io.github.mem0j.store.SearchResult;
import io.github.mem0j.store.StoreResult;
import io.github.mem0j.testkit.RandomData;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Entries of every schema so far, kept as files, are read for ever or until their schema is given up.
 *
 * <p>They are written only when there is a new schema, under new names, by {@code mvn -pl mem0-cache test
 * -Dtest=GoldenEntriesTest -Dmem0.cache.golden=write}. If this test fails without one, the codec has changed what it
 * writes or reads: other versions in the same deployment could not read it.
 */
class GoldenEntriesTest {
    private static final RequestDigest DIGEST = new RequestDigest("golden", null);
    private static final EntryCodec PLAIN = new EntryCodec(null);
    private static final EntryCodec SECRET = new EntryCodec(cipher());
    private static final Provenance PROVENANCE = Provenance.of("golden");
    private static final MemoryScope ANN = MemoryScope.user("ann").withTenant("acme");
    private static final Instant TIME = Instant.parse("2026-01-02T03:04:05.678901Z");
    private static final UUID ID = UUID.fromString("019b7c3a-6f00-7abc-8def-0123456789ab");
    private static final Embedding EMBEDDING = Embedding.of(0.25f, -1.5f, Float.MIN_VALUE, 3e38f);

    record Golden(String name, EntryCodec codec, EntryHeader header, ReadRequest request, StoreResult answer) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Golden> entries() {
        Memory plain = new Memory(ID, ANN, "drinks oolong", Metadata.EMPTY, TIME, TIME, null, 1, null);
        Memory full = new Memory(
                new UUID(-1, -1),
                ANN.withAgent("planner").withRun("run-1"),
                "\u65e5\u672c\u8a9e \ud83c\udf75 and a text of more than thirty-one bytes",
                Metadata.copyOf(Map.of(
                        "long", Long.MAX_VALUE, "double", 1.0, "flag", true, "text", "tea", "list", List.of("a", "b"))),
                Instant.parse("0001-01-01T00:00:00Z"),
                TIME,
                Instant.parse("9999-12-31T23:59:59.999999Z"),
                70_000,
                null);
        GetRequest get = GetRequest.of(ANN, ID, new UUID(-1, -1));
        SearchRequest search = SearchRequest.of(ANN, RandomData.SPACE, EMBEDDING)
                .withFilter(MemoryFilter.where("flag").eq(true));
        ListRequest list = ListRequest.of(ANN).withLimit(2);
        RelatedRequest related = RelatedRequest.of(ANN, ID).withTypes("follows");
        GetResult both = new GetResult(List.of(plain, full), PROVENANCE);
        List<SearchResult.Hit> hits = List.of(new SearchResult.Hit(full, 1), new SearchResult.Hit(plain, 0.1));
        return Stream.of(
                new Golden("get", PLAIN, header(Generation.ITEMS, null), get, both),
                new Golden("search", PLAIN, header(Generation.SETS, TIME), search, new SearchResult(hits, PROVENANCE)),
                new Golden(
                        "list",
                        PLAIN,
                        header(Generation.SETS, TIME),
                        list,
                        new ListResult(List.of(full, plain), ListCursor.after(plain, list), PROVENANCE)),
                new Golden(
                        "related",
                        PLAIN,
                        header(Generation.RELATIONS, null),
                        related,
                        new RelatedResult(List.of(new RelatedResult.Node(full, 2)), true, PROVENANCE)),
                new Golden("empty", PLAIN, header(Generation.SETS, null), get, new GetResult(List.of(), PROVENANCE)),
                new Golden(
                        "embeddings",
                        PLAIN,
                        header(Generation.SETS, null),
                        get.includingEmbeddings(),
                        new GetResult(List.of(plain.withEmbedding(EMBEDDING)), PROVENANCE)),
                new Golden("encrypted", SECRET, header(Generation.ITEMS, TIME), get, both));
    }

    @ParameterizedTest
    @MethodSource("entries")
    void isReadAsItWasWritten(Golden golden) throws IOException, UnreadableEntryException {
        byte[] digest = DIGEST.request(golden.request());
        String file = "golden/" + golden.name() + "-1.bin";
        if ("write".equals(System.getProperty("mem0.cache.golden"))) {
            write(file, golden.codec().encode(golden.header(), digest, golden.answer()));
            return;
        }
        byte[] kept = read(file);
        Entry entry = golden.codec().decode(kept, golden.request(), digest, PROVENANCE);
        assertThat(entry).isEqualTo(new Entry(golden.header(), golden.answer()));
        if (golden.codec() == PLAIN) { // the other one's nonce is random
            assertThat(golden.codec().encode(golden.header(), digest, golden.answer()))
                    .isEqualTo(kept);
        }
    }

    private static byte[] read(String file) throws IOException {
        try (InputStream in = GoldenEntriesTest.class.getResourceAsStream(file)) {
            assertThat(in).as(file).isNotNull();
            return in.readAllBytes();
        }
    }

    private static void write(String file, byte[] bytes) throws IOException {
        Path path = Path.of("src/test/resources/io/github/mem0j/cache").resolve(file);
        Files.createDirectories(path.getParent());
        Files.write(path, bytes);
    }

    private static EntryHeader header(Generation generation, Instant validUntil) {
        byte[] token = new byte[EntryCodec.TOKEN_LENGTH];
        Arrays.fill(token, (byte) 0xa5);
        return new EntryHeader(generation, token, -2, 1_767_323_045_678L, 300_000, 12, validUntil);
    }

    private static PayloadCipher cipher() {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) 7);
        return new PayloadCipher(new SecretKeySpec(key, "AES"));
    }
}
