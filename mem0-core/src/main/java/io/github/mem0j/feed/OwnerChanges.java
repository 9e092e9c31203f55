package io.github.mem0j.feed;

import io.github.mem0j.model.MemoryScope;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Memories of one owner that changed. Good for as long as they are dealt with. */
public interface OwnerChanges {
    MemoryScope owner();

    /** All that changed, be they there or not. */
    List<UUID> ids();

    /**
     * Those of them that were deleted at some time since, and may have been added again: what was known of them, relations
     * above all, no longer counts.
     */
    Set<UUID> ended();

    /** How they are now. Asks the store. */
    PresentState present();
}
