package io.github.mem0j.testkit;

import io.github.mem0j.store.MemoryStore;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The contract after export and import: an embedded store that is reloaded from an export after every write. */
class ReloadedStoreContractTest extends MemoryStoreContract {
    @TempDir
    Path folder;

    @Override
    protected MemoryStore newStore(StoreSettings settings) {
        return ReloadedStore.create(settings, folder.resolve("export.jsonl"));
    }

    /** An export holds what is live. */
    @Override
    public boolean keepsHiddenMemories() {
        return false;
    }
}
