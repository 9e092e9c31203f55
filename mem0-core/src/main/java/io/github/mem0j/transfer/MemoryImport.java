package io.github.mem0j.transfer;

import io.github.mem0j.embedded.EmbeddedMemoryStore;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.StoreAdmin;
import io.github.mem0j.store.StoreCorruptedException;
import io.github.mem0j.store.StoredMemory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads what {@link MemoryExport} wrote. A damaged file is refused with the number of the line. */
public final class MemoryImport {
    private static final int BATCH = 500;

    private MemoryImport() {}

    /**
     * Puts the memories of a file into a store, replacing what it has under their ids. The whole file is read and
     * checked before anything is stored.
     *
     * @throws StoreCorruptedException if the file is damaged; the message names line and column
     * @throws io.github.mem0j.store.StoreRejectedException if the store's embedding space is another
     * @throws IOException if the file cannot be read
     */
    public static TransferReport fromFile(Path file, MemoryStore store) throws IOException {
        try (ExportReader reader = ExportReader.open(file)) {
            while (reader.next() != null) {
                // reading is checking
            }
        }
        return fill(file, store);
    }

    /**
     * The memories of a file in a new embedded store.
     *
     * @throws StoreCorruptedException if the file is damaged; the message names line and column
     * @throws IOException if the file cannot be read
     */
    public static EmbeddedMemoryStore load(Path file, EmbeddedMemoryStore.Builder builder) throws IOException {
        EmbeddedMemoryStore store = builder.build();
        fill(file, store); // read once: if it is damaged, nobody has seen the store
        return store;
    }

    private static TransferReport fill(Path file, MemoryStore store) throws IOException {
        StoreAdmin admin = StoreAdmin.of(store);
        PendingRelations relations = new PendingRelations();
        try (ExportReader reader = ExportReader.open(file)) {
            List<StoredMemory> batch = new ArrayList<>(BATCH);
            StoredMemory stored = reader.next();
            while (stored != null) {
                batch.add(stored);
                relations.add(stored);
                stored = reader.next();
                if (batch.size() == BATCH || stored == null) {
                    admin.restore(reader.space(), batch);
                    batch = new ArrayList<>(BATCH);
                }
            }
        }
        return relations.applyTo(store);
    }
}
