package io.github.mem0j.cache;

import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.RelateRequest;
import io.github.mem0j.store.WriteRequest;

/** A write of this JVM that is under way. */
final class OwnWrite {
    final WriteRequest request;
    final HeldOwner.Seen seen;
    /** Another was under way at the same time that does not commute with it. Guarded by the owner. */
    boolean overlapped;

    OwnWrite(WriteRequest request, HeldOwner.Seen seen) {
        this.request = request;
        this.seen = seen;
    }

    /**
     * Inserts have the same effect in any order, and so have relations; of all else nobody says which came first. An
     * insert in place of an expired memory takes its relations, so those before and after it differ.
     */
    boolean commutesWith(OwnWrite other) {
        return (isInsert(request) && isInsert(other.request))
                || (request instanceof RelateRequest && other.request instanceof RelateRequest);
    }

    private static boolean isInsert(WriteRequest request) {
        return request instanceof AddRequest add && add.mode() == AddRequest.Mode.INSERT;
    }
}
