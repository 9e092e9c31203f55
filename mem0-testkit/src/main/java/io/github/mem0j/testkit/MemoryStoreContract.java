package io.github.mem0j.testkit;

import io.github.mem0j.store.MemoryStore;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * What every {@link MemoryStore} keeps, backend or layer: extend this, say how a store is made, and run it.
 *
 * <pre>{@code
 * class MyStoreContractTest extends MemoryStoreContract {
 *     protected MemoryStore newStore(StoreSettings settings) {
 *         return MyStore.builder().clock(settings.clock()).limits(settings.limits()).build();
 *     }
 * }
 * }</pre>
 *
 * <p>The cases are grouped by matter, one interface each. Where backends may differ there is a question to override
 * ({@link #scoreTolerance}, {@link #keepsHiddenMemories}); no case is ever skipped.
 */
public abstract class MemoryStoreContract
        implements AddContract,
                UpsertContract,
                DeduplicationContract,
                DeduplicationEndContract,
                BulkContract,
                GetContract,
                SearchContract,
                SearchBoundsContract,
                ListContract,
                UpdateContract,
                DeleteContract,
                HardDeleteContract,
                RelateContract,
                RelatedContract,
                ExpiryContract,
                TimeContract,
                ScopeContract,
                IsolationContract,
                SpaceContract,
                LimitsContract,
                MetadataContract,
                FilterContract,
                FilterFieldsContract,
                FilterMatrixContract,
                AdminContract,
                VersionsContract,
                RestoreContract,
                ProvenanceContract,
                OptionsContract,
                LifecycleContract,
                RereadContract,
                ConcurrencyContract,
                MixedLoadContract,
                BadIdentifiersContract,
                BadInputContract,
                BadValuesContract {
    private final ManualClock clock = ManualClock.create();
    private @Nullable MemoryStore store;

    /** A new store that is empty. Called before, and closed after, each test. */
    protected abstract MemoryStore newStore(StoreSettings settings);

    @BeforeEach
    final void openStore() {
        store = newStore(new StoreSettings(clock, SPACE, LIMITS));
    }

    @AfterEach
    final void closeStore() {
        if (store != null) {
            store.close();
        }
    }

    @Override
    public final MemoryStore store() {
        return Objects.requireNonNull(store, "no store: openStore has not run");
    }

    @Override
    public final ManualClock clock() {
        return clock;
    }
}
