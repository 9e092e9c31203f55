package io.github.mem0j.pgvector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mem0j.model.Embedding;
import io.github.mem0j.store.StoreCorruptedException;
import io.github.mem0j.store.StoreRejectedException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The bytes of vectors and arrays, as PostgreSQL and pgvector read them. */
class WireFormatTest {
    private static final VectorFormat VECTOR = new VectorFormat(ElementType.VECTOR, 0x1234, 0x1235);
    private static final VectorFormat HALFVEC = new VectorFormat(ElementType.HALFVEC, 0x1236, 0x1237);

    @Test
    void vectorsAreTheirDimensionsAndFloats() {
        Embedding embedding = Embedding.of(1, -2.5f);
        assertThat(hex(VECTOR.encode(embedding))).isEqualTo("0002" + "0000" + "3f800000" + "c0200000");
        assertThat(VECTOR.encode(Embedding.of(new float[] {1, 2, 3}))).hasSize(4 + 4 * 3);
        assertThat(VECTOR.decode(VECTOR.encode(embedding))).isEqualTo(embedding);
        assertThat(VECTOR.asStored(embedding)).isEqualTo(embedding);
    }

    @Test
    void halfvecsAreTheirDimensionsAndHalves() {
        Embedding embedding = Embedding.of(1, 0.1f);
        assertThat(hex(HALFVEC.encode(embedding))).isEqualTo("0002" + "0000" + "3c00" + "2e66");
        assertThat(HALFVEC.asStored(embedding)).isEqualTo(Embedding.of(1, 0.099975586f));
    }

    @Test
    void whatHalvesCannotHoldIsRefusedWithItsWayOut() {
        assertThatThrownBy(() -> HALFVEC.encode(Embedding.of(1, 65_520)))
                .isInstanceOf(StoreRejectedException.class)
                .hasMessageContainingAll("index 1", "65504", "ElementType.VECTOR");
        assertThatThrownBy(() -> HALFVEC.encode(Embedding.of(1e-9f, -1e-9f)))
                .isInstanceOf(StoreRejectedException.class)
                .hasMessageContaining("all zeros");
    }

    @Test
    void damagedVectorsAreTyped() {
        for (String damaged : List.of(
                "", "00", "0002", "000200003f800000", "ffff0000", "00010000" + "7fc00000", "00010000" + "00000000")) {
            assertThatThrownBy(() -> VECTOR.decode(HexFormat.of().parseHex(damaged)))
                    .as("%s", damaged)
                    .isInstanceOf(StoreCorruptedException.class);
        }
    }

    @Test
    void arraysHaveTheirHeaderAndElements() {
        assertThat(hex(BinaryArrays.uuids(List.of(new UUID(1, -1)))))
                .isEqualTo(header(2950, 1) + "00000010" + "0000000000000001" + "ffffffffffffffff");
        assertThat(hex(BinaryArrays.texts(Arrays.asList("é\uD83D\uDE00", null, ""))))
                .isEqualTo(header(25, 3) + "00000006" + "c3a9f09f9880" + "ffffffff" + "00000000");
        assertThat(hex(BinaryArrays.byteStrings(Arrays.asList(new byte[] {-1}, null))))
                .isEqualTo(header(17, 2) + "00000001" + "ff" + "ffffffff");
        assertThat(hex(BinaryArrays.doubles(List.of(-2.0))))
                .isEqualTo(header(701, 1) + "00000008" + "c000000000000000");
        assertThat(hex(BinaryArrays.embeddings(List.of(Embedding.of(1)), VECTOR)))
                .isEqualTo(header(0x1234, 1) + "00000008" + "00010000" + "3f800000");
        assertThat(hex(BinaryArrays.texts(List.of()))).isEqualTo(header(25, 0));
    }

    @Test
    void timesAreMicrosecondsSince2000() {
        assertThat(hex(BinaryArrays.time(Instant.parse("2000-01-01T00:00:00.000001Z"))))
                .isEqualTo("0000000000000001");
        assertThat(hex(BinaryArrays.time(Instant.parse("1999-12-31T23:59:59.999999Z"))))
                .isEqualTo("ffffffffffffffff");
        assertThat(hex(BinaryArrays.time(Instant.parse("9999-12-31T23:59:59.999999Z"))))
                .isEqualTo(String.format("%016x", 252_455_615_999_999_999L));
        assertThat(hex(BinaryArrays.time(Instant.parse("0001-01-01T00:00:00Z"))))
                .isEqualTo(String.format("%016x", -63_082_281_600_000_000L));
    }

    @Test
    void aParameterWithoutItsTypeSaysSo() {
        assertThatThrownBy(() -> VECTOR.value(Embedding.of(1)).getValue())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("vector");
    }

    private static String header(int element, int length) {
        return "00000001" + "00000001" + String.format("%08x", element) + String.format("%08x", length) + "00000001";
    }

    private static String hex(BinaryValue value) {
        byte[] bytes = new byte[value.lengthInBytes() + 1];
        value.toBytes(bytes, 1);
        return hex(Arrays.copyOfRange(bytes, 1, bytes.length));
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
