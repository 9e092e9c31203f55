package io.github.mem0j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class EmbeddingTest {
    @Test
    void isKeptBitForBitButForNegativeZero() {
        float[] given = {Float.MIN_VALUE, -0f, Float.MAX_VALUE, Float.MIN_NORMAL, -1};
        Embedding embedding = Embedding.of(given);
        assertThat(embedding.toArray()).containsExactly(Float.MIN_VALUE, 0f, Float.MAX_VALUE, Float.MIN_NORMAL, -1);
        assertThat(Float.floatToRawIntBits(embedding.get(1))).isZero();
        assertThat(embedding).isEqualTo(Embedding.of(Float.MIN_VALUE, 0f, Float.MAX_VALUE, Float.MIN_NORMAL, -1));
    }

    @Test
    void neitherTheArrayGivenNorTheOneReturnedReachesIt() {
        float[] given = {1, 2};
        Embedding embedding = Embedding.of(given);
        given[0] = 9;
        embedding.toArray()[1] = 9;
        embedding.digest()[0]++;
        assertThat(embedding).isEqualTo(Embedding.of(1, 2)).hasSameHashCodeAs(Embedding.of(1, 2));
        assertThat(embedding.digest()).isEqualTo(Embedding.of(1, 2).digest());
    }

    @Test
    void normNeitherOverflowsNorUnderflows() {
        assertThat(Embedding.of(3, 4).norm()).isEqualTo(5);
        assertThat(Embedding.of(Float.MAX_VALUE, Float.MAX_VALUE).norm()).isFinite();
        assertThat(Embedding.of(Float.MIN_VALUE).norm()).isEqualTo(Float.MIN_VALUE, within(1e-60));
    }

    @Test
    void bytesAreBigEndianAndReadBack() {
        Embedding embedding = Embedding.of(1, -2);
        assertThat(HexFormat.of().formatHex(embedding.toBytes())).isEqualTo("3f800000c0000000");
        assertThat(Embedding.fromBytes(embedding.toBytes())).isEqualTo(embedding);
        assertThatIllegalArgumentException().isThrownBy(() -> Embedding.fromBytes(new byte[5]));
        assertThatIllegalArgumentException().isThrownBy(() -> Embedding.fromBytes(new byte[0]));
    }

    @Test
    void whatHasNoDirectionIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(Embedding::of).withMessageContaining("0 dimensions");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Embedding.of(0, -0f))
                .withMessageContaining("zeros");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Embedding.of(1, Float.NaN))
                .withMessageContaining("index 1");
        assertThatIllegalArgumentException().isThrownBy(() -> Embedding.of(Float.NEGATIVE_INFINITY));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Embedding.of(new float[16_001]))
                .withMessageContaining("16000");
    }

    @Test
    void itsTextShowsNoValues() {
        assertThat(Embedding.of(0.123f, 4)).hasToString("Embedding[2-d]");
    }
}
