package io.github.mem0j.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.mem0j.cache.UnreadableEntryException.Reason;
import io.github.mem0j.model.Embedding;
import io.github.mem0j.model.Memory;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.Metadata;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.GetResult;
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
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EntryCodecTest {
    private static final RequestDigest DIGEST = new RequestDigest("test", null);
    private static final MemoryScope ANN = MemoryScope.user("ann").withTenant("acme");
    private static final UUID ID = new UUID(1, 2);
    private static final GetRequest GET = GetRequest.of(ANN, ID);
    private static final Instant TIME = Instant.parse("2026-01-02T03:04:05.678901Z");
    private static final EntryHeader HEADER = new RandomAnswers(1).header();
    private static final EntryCodec PLAIN = new EntryCodec(null);
    private static final EntryCodec SECRET = new EntryCodec(cipher(32, 1));

    static Stream<EntryCodec> codecs() {
        return Stream.of(PLAIN, SECRET, new EntryCodec(cipher(16, 1)));
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void answersComeBackAsTheyWere(EntryCodec codec) throws UnreadableEntryException {
        RandomAnswers random = new RandomAnswers(2);
        for (int i = 0; i < 3_000; i++) {
            ReadRequest request = random.request();
            assertRoundTrip(codec, random.header(), request, random.answer(request));
        }
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void emptyAnswersComeBackEmpty(EntryCodec codec) throws UnreadableEntryException {
        Provenance provenance = RandomAnswers.PROVENANCE;
        assertRoundTrip(codec, HEADER, GET, new GetResult(List.of(), provenance));
        assertRoundTrip(
                codec,
                HEADER,
                SearchRequest.of(ANN, RandomData.SPACE, Embedding.of(1, 0, 0, 0)),
                new SearchResult(List.of(), provenance));
        assertRoundTrip(codec, HEADER, ListRequest.of(ANN), new ListResult(List.of(), null, provenance));
        assertRoundTrip(codec, HEADER, RelatedRequest.of(ANN, ID), new RelatedResult(List.of(), true, provenance));
    }

    @Test
    void textsComeBackAsTheyWere() throws UnreadableEntryException {
        String replacement = "what is \ufffd?";
        for (String text : List.of("x".repeat(1 << 20), "\u65e5\ud83d\ude00".repeat(1 << 18), replacement)) {
            assertRoundTrip(PLAIN, HEADER, GET, answer(text, Metadata.EMPTY, null));
        }
        for (int length : new int[] {1, 31, 32, 255, 256, 65_535, 65_536}) {
            assertRoundTrip(PLAIN, HEADER, GET, answer("t".repeat(length), Metadata.EMPTY, null));
        }
    }

    @Test
    void metadataKeepsItsTypes() throws UnreadableEntryException {
        Metadata metadata = Metadata.copyOf(Map.of(
                "long",
                1L,
                "double",
                1.0,
                "yes",
                true,
                "no",
                false,
                "list",
                List.of(1.0, 2.0),
                "long list",
                List.of("x".repeat(40), "", "\ud83d\ude00"),
                "wide list",
                Stream.iterate(0L, i -> i + 1).limit(70_000).toList(),
                "empty",
                List.of()));
        StoreResult answer = assertRoundTrip(PLAIN, HEADER, GET, answer("text", metadata, null));
        Metadata read = ((GetResult) answer).memories().get(0).metadata();
        assertThat(read.get("long")).isInstanceOf(Long.class);
        assertThat(read.get("double")).isInstanceOf(Double.class);
    }

    @Test
    void wholeNumbersComeBackWhateverTheirLength() throws UnreadableEntryException {
        for (int bits = 0; bits < Long.SIZE; bits++) {
            for (long offset = -2; offset <= 2; offset++) {
                List<Long> numbers = List.of((1L << bits) + offset, -(1L << bits) + offset);
                assertRoundTrip(PLAIN, HEADER, GET, answer("text", Metadata.of("n", numbers), null));
            }
        }
    }

    @Test
    void embeddingsComeBackBitForBit() throws UnreadableEntryException {
        float[] values = new float[Embedding.MAX_DIMENSIONS];
        for (int i = 0; i < values.length; i++) {
            values[i] = Float.intBitsToFloat(i * 133_693); // subnormals and great ones among them, all finite
        }
        StoreResult read = assertRoundTrip(PLAIN, HEADER, GET, answer("text", Metadata.EMPTY, Embedding.of(values)));
        Embedding embedding = ((GetResult) read).memories().get(0).embedding();
        assertThat(embedding.toBytes()).isEqualTo(Embedding.of(values).toBytes());
    }

    @Test
    void scriptsFindWhatTheyCompareAtItsPlace() throws UnreadableEntryException {
        byte[] bytes = PLAIN.encode(HEADER, DIGEST.request(GET), answer("text", Metadata.EMPTY, null));
        assertThat(bytes).startsWith('M', 'S', 1);
        assertThat(bytes[EntryCodec.GENERATION_OFFSET]).isEqualTo((byte) HEADER.generation().index);
        assertThat(Arrays.copyOfRange(bytes, EntryCodec.TOKEN_OFFSET, EntryCodec.INCARNATION_OFFSET))
                .isEqualTo(HEADER.token())
                .hasSize(EntryCodec.TOKEN_LENGTH);
        ByteBuffer rest = ByteBuffer.wrap(bytes).position(EntryCodec.INCARNATION_OFFSET);
        assertThat(rest.getLong()).isEqualTo(HEADER.incarnation());
        assertThat(rest.getLong()).isEqualTo(HEADER.loadedAtMillis());
        assertThat(rest.getInt()).isEqualTo(HEADER.freshMillis());
        assertThat(rest.getInt()).isEqualTo(HEADER.loadMillis());
        assertThat(EntryCodec.header(bytes)).isEqualTo(HEADER);
    }

    @Test
    void headersRoundDownAndRefuseWhatIsNone() {
        byte[] token = new byte[EntryCodec.TOKEN_LENGTH];
        EntryHeader header = new EntryHeader(Generation.ITEMS, token, 1, 2, -3, -4, TIME.plusNanos(999));
        assertThat(header.validUntil()).isEqualTo(TIME);
        assertThat(header.freshMillis()).isZero();
        assertThat(header.loadMillis()).isZero();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new EntryHeader(Generation.ITEMS, new byte[15], 1, 2, 3, 4, null));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new EntryHeader(Generation.ITEMS, token, 1, -1, 3, 4, null));
    }

    @Test
    void theOwnerIsNotWritten() {
        for (EntryCodec codec : List.of(PLAIN, SECRET)) {
            byte[] bytes = codec.encode(HEADER, DIGEST.request(GET), answer("of Ann's tea", Metadata.EMPTY, null));
            String latin = new String(bytes, StandardCharsets.ISO_8859_1);
            assertThat(latin).doesNotContain("ann").doesNotContain("acme");
            assertThat(latin.contains("tea")).isEqualTo(codec == PLAIN);
        }
    }

    @Test
    void anotherKeysEntriesAreLeftAlone() {
        EntryCodec other = new EntryCodec(cipher(32, 2));
        for (EntryCodec writer : List.of(PLAIN, SECRET, other)) {
            byte[] bytes = writer.encode(HEADER, DIGEST.request(GET), answer("text", Metadata.EMPTY, null));
            for (EntryCodec reader : List.of(PLAIN, SECRET, other)) {
                if (reader != writer) {
                    assertThat(reasonOf(reader, bytes, GET)).isEqualTo(Reason.SCHEMA);
                }
            }
        }
    }

    @Test
    void whatIsEncryptedIsBoundToItsHeaderAndRequest() {
        byte[] bytes = SECRET.encode(HEADER, DIGEST.request(GET), answer("text", Metadata.EMPTY, null));
        for (int i = EntryCodec.GENERATION_OFFSET; i < bytes.length - EntryBytes.CHECKSUM_LENGTH; i++) {
            byte[] changed = EntryBytes.with(bytes, i, bytes[i] ^ 1);
            boolean key = i >= EntryBytes.KEY_ID_OFFSET && i < EntryCodec.HEADER_LENGTH;
            assertThat(reasonOf(SECRET, changed, GET)).isEqualTo(key ? Reason.SCHEMA : Reason.CORRUPT);
        }
        assertThat(reasonOf(SECRET, bytes, GetRequest.of(MemoryScope.user("bob"), ID)))
                .isEqualTo(Reason.CORRUPT);
        assertThat(reasonOf(SECRET, bytes, GET.includingEmbeddings())).isEqualTo(Reason.CORRUPT);
    }

    @Test
    void theSameAnswerIsNeverEncryptedTheSame() {
        StoreResult answer = answer("text", Metadata.EMPTY, null);
        byte[] digest = DIGEST.request(GET);
        assertThat(SECRET.encode(HEADER, digest, answer)).isNotEqualTo(SECRET.encode(HEADER, digest, answer));
        assertThat(PLAIN.encode(HEADER, digest, answer)).isEqualTo(PLAIN.encode(HEADER, digest, answer));
    }

    @Test
    void keysThatAreNotForAesAreRefused() {
        for (SecretKeySpec key : List.of(
                new SecretKeySpec(new byte[24], "AES"),
                new SecretKeySpec(new byte[8], "AES"),
                new SecretKeySpec(new byte[16], "HmacSHA256"))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new PayloadCipher(key))
                    .withMessageContaining("128 or 256 bits");
        }
        assertThat(cipher(16, 1).keyId()).isNotZero().isNotEqualTo(cipher(32, 1).keyId());
    }

    private static PayloadCipher cipher(int length, int fill) {
        byte[] key = new byte[length];
        Arrays.fill(key, (byte) fill);
        return new PayloadCipher(new SecretKeySpec(key, "AES"));
    }

    private static GetResult answer(String text, Metadata metadata, Embedding embedding) {
        Memory memory = new Memory(ID, ANN.withAgent("a"), text, metadata, TIME, TIME, null, 1, embedding);
        return new GetResult(List.of(memory), RandomAnswers.PROVENANCE);
    }

    private static StoreResult assertRoundTrip(
            EntryCodec codec, EntryHeader header, ReadRequest request, StoreResult answer)
            throws UnreadableEntryException {
        byte[] digest = DIGEST.request(request);
        byte[] bytes = codec.encode(header, digest, answer);
        Entry read = codec.decode(bytes, request, digest, RandomAnswers.PROVENANCE);
        assertThat(read.result().equals(answer)).as("the answer to %s", request).isTrue();
        assertThat(read.header()).isEqualTo(header).hasSameHashCodeAs(header);
        return read.result();
    }

    private static Reason reasonOf(EntryCodec codec, byte[] bytes, ReadRequest request) {
        return catchThrowableOfType(
                        UnreadableEntryException.class,
                        () -> codec.decode(bytes, request, DIGEST.request(request), RandomAnswers.PROVENANCE))
                .reason();
    }
}
