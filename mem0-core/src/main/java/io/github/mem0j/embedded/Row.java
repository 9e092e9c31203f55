package io.github.mem0j.embedded;

import io.github.mem0j.model.Memory;
import org.jspecify.annotations.Nullable;

/** One live (or expired, not yet purged) memory of an owner. Guarded by the owner's lock. */
final class Row {
    /** Texts are unique among deduplicated rows of one agent and run; an absent one is a value of its own. */
    record TextKey(@Nullable String agent, @Nullable String run, String text) {
        static TextKey of(Memory memory) {
            return new TextKey(memory.scope().agent(), memory.scope().run(), memory.text());
        }
    }

    /** Without its embedding, which is in the vector table. */
    Memory memory;

    /** Row of the vector table. */
    int slot;

    /** Whether this row answers for its text. */
    boolean deduplicated;

    Row(Memory memory, int slot) {
        this.memory = memory;
        this.slot = slot;
    }
}
