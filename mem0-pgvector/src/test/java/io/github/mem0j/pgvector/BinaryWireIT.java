package io.github.mem0j.pgvector;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.github.mem0j.model.Embedding;
import io.github.mem0j.model.EmbeddingSpace;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.Metadata;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.model.Relation;
import io.github.mem0j.services.Postgres;
import io.github.mem0j.services.TcpProxy;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.RelateRequest;
import io.github.mem0j.store.RelatedRequest;
import io.github.mem0j.store.SearchRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Looks at the bytes: each call is the first one on a connection that is new. */
class BinaryWireIT {
    private static final int DIMENSIONS = 300;
    private static final EmbeddingSpace SPACE = new EmbeddingSpace("binary", DIMENSIONS);

    @RegisterExtension
    static final Postgres postgres = Postgres.shared();

    private final MemoryScope scope = MemoryScope.user("binary");
    private final List<NewMemory> memories = IntStream.range(0, 3)
            .mapToObj(i -> NewMemory.of("text " + i, embedding(i)).withMetadata(Metadata.of("key", i)))
            .toList();

    @ParameterizedTest
    @EnumSource
    void vectorsAndArraysAreBinaryFromTheFirstExecutionOn(ElementType element) {
        VectorFormat format = format(element);
        onNewConnections(element, (store, pool, proxy) -> {
            byte[] added = sent(pool, proxy, () -> store.add(AddRequest.of(scope, SPACE, memories)));
            assertHas(added, parameter(BinaryArrays.uuids(ids())));
            assertHas(added, parameter(BinaryArrays.texts(List.of("text 0", "text 1", "text 2"))));
            assertHas(added, parameter(BinaryArrays.embeddings(embeddings(), format)));
            assertNoText(added);

            byte[] searched = sent(pool, proxy, () -> store.search(SearchRequest.of(scope, SPACE, embedding(1))));
            assertHas(searched, parameter(format.value(embedding(1))));
            assertThat(format.encode(embedding(1))).hasSize(4 + element.bytesPerDimension * DIMENSIONS);
            assertNoText(searched);

            byte[] got = sent(pool, proxy, () -> store.get(GetRequest.of(scope, ids())));
            assertHas(got, parameter(BinaryArrays.uuids(ids())));

            Relation relation = new Relation(ids().get(0), ids().get(1), "follows", 0.1);
            byte[] relate = sent(pool, proxy, () -> store.relate(RelateRequest.of(scope, relation)));
            assertHas(relate, parameter(BinaryArrays.doubles(List.of(0.1))));
            assertHas(relate, parameter(BinaryArrays.texts(List.of("follows"))));

            byte[] related = sent(
                    pool,
                    proxy,
                    () -> store.related(RelatedRequest.of(scope, ids().get(0)).withTypes("follows")));
            assertHas(related, parameter(BinaryArrays.texts(List.of("follows"))));
        });
    }

    @ParameterizedTest
    @EnumSource
    void embeddingsComeBackBinaryOnceAStatementIsDescribed(ElementType element) {
        int binary = 4 + element.bytesPerDimension * DIMENSIONS;
        onNewConnections(element, (store, pool, proxy) -> {
            store.add(AddRequest.of(scope, SPACE, memories));
            GetRequest get = GetRequest.of(scope, ids()).includingEmbeddings();
            store.get(get);
            proxy.reset();
            assertThat(store.get(get).memories()).hasSize(3);
            assertThat(proxy.bytesDown()).isBetween(3L * binary, 3L * binary + 1_000);
        });
    }

    @Test
    void copySendsTheSameBytes() {
        VectorFormat format = format(ElementType.VECTOR);
        onNewConnections(ElementType.VECTOR, (store, pool, proxy) -> {
            List<NewMemory> many = IntStream.range(0, Adds.MOST_BY_ARRAYS + 1)
                    .mapToObj(i -> NewMemory.of("text " + i, embedding(i % 3)))
                    .toList();
            byte[] sent = sent(pool, proxy, () -> store.add(AddRequest.of(scope, SPACE, many)));
            assertHas(sent, parameter(format.value(embedding(2))));
            assertNoText(sent);
        });
    }

    private interface Check {
        void run(MemoryStore store, HikariDataSource pool, TcpProxy proxy);
    }

    private void onNewConnections(ElementType element, Check check) {
        try (TcpProxy proxy = TcpProxy.to(postgres.host(), postgres.port());
                HikariDataSource pool = TestPools.pool(postgres.get().through(proxy), 1);
                MemoryStore store = PgVectorMemoryStore.builder()
                        .dataSource(pool)
                        .table("t" + UUID.randomUUID().toString().replace("-", ""))
                        .dimensions(DIMENSIONS)
                        .elementType(element)
                        .initSchema()
                        .build()) {
            check.run(store, pool, proxy);
        }
    }

    private static byte[] sent(HikariDataSource pool, TcpProxy proxy, Runnable call) {
        pool.getHikariPoolMXBean().softEvictConnections();
        TestPools.await(() -> pool.getHikariPoolMXBean().getIdleConnections() == 1 && proxy.connections() == 1);
        try (TcpProxy.Recording recording = proxy.recordUp()) {
            call.run();
            return recording.bytes();
        }
    }

    /** As the protocol's Bind message has it: its length, then its bytes. */
    private static byte[] parameter(BinaryValue value) {
        byte[] bytes = new byte[4 + value.lengthInBytes()];
        ByteBuffer.wrap(bytes).putInt(value.lengthInBytes());
        value.toBytes(bytes, 4);
        return bytes;
    }

    private static void assertHas(byte[] sent, byte[] sought) {
        assertThat(latin1(sent).contains(latin1(sought)))
                .as(
                        "%s among %s bytes sent",
                        HexFormat.of().formatHex(sought, 0, Math.min(40, sought.length)), sent.length)
                .isTrue();
    }

    /** Neither as decimals nor as hexadecimal digits. */
    private static void assertNoText(byte[] sent) {
        String all = latin1(sent).toLowerCase(Locale.ROOT);
        for (int i = 0; i < 3; i++) {
            assertThat(all.contains(Float.toString(embedding(i).get(7)))).isFalse();
            byte[] bytes = format(ElementType.VECTOR).encode(embedding(i));
            assertThat(all.contains(HexFormat.of().formatHex(bytes, 4, 24))).isFalse();
        }
    }

    private static String latin1(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private List<UUID> ids() {
        return memories.stream().map(NewMemory::id).toList();
    }

    private List<Embedding> embeddings() {
        return memories.stream().map(NewMemory::embedding).toList();
    }

    private static VectorFormat format(ElementType element) {
        return new VectorFormat(
                element,
                Integer.parseInt(TestPools.ask(postgres.get(), "SELECT '" + element.typeName + "'::regtype::oid")),
                0);
    }

    private static Embedding embedding(int seed) {
        float[] values = new float[DIMENSIONS];
        for (int i = 0; i < DIMENSIONS; i++) {
            values[i] = 0.123456f + seed + i / 1_000f;
        }
        return Embedding.of(values);
    }
}
