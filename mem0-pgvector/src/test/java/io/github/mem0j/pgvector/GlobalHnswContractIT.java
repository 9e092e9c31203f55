package io.github.mem0j.pgvector;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mem0j.model.MemoryScope;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The contract where every search is approximate first. */
class GlobalHnswContractIT extends PgVectorContractIT {
    @Override
    void adjust(PgVectorMemoryStoreBuilder builder) {
        builder.indexPolicy(IndexPolicy.globalHnsw(16, 64));
    }

    @Override
    void empty(ContractTables full) {
        full.truncate();
    }

    /** Of several as near as the last, an approximate index gives any; those it gives are in order. */
    @Test
    @Override
    public void searchOrdersEqualScoresByUnsignedId() {
        MemoryScope scope = someone();
        for (int i = 4; i > 0; i--) {
            add(scope, memory("same", 1, 1).withId(new UUID(i, i)), memory("far", 1, -i));
        }

        assertThat(ids(store().search(searchFor(scope, 1, 1).withLimit(4)).memories()))
                .containsExactly(new UUID(1, 1), new UUID(2, 2), new UUID(3, 3), new UUID(4, 4));
        assertThat(ids(store().search(searchFor(scope, 1, 1).withLimit(2)).memories()))
                .isSorted();
    }
}
