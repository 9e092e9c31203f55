package io.github.mem0j.cache;

import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.GetResult;
import io.github.mem0j.store.ReadRequest;
import io.github.mem0j.store.RelateRequest;
import io.github.mem0j.store.RelatedRequest;
import io.github.mem0j.store.StoreResult;
import io.github.mem0j.store.WriteRequest;

/**
 * What of an owner's memories an answer depends on. A write ends some generations, and with them every answer that
 * depends on one of these; each answer depends on exactly one.
 */
enum Generation {
    /** What the memories that are there say: ended by all writes but inserts and relations. */
    ITEMS(0),
    /** Which memories there are, too: ended by all writes but relations. */
    SETS(1),
    /** What leads where, and what is there: ended by all writes but inserts, whose memories nothing leads to yet. */
    RELATIONS(2);

    /** All of them, as a set of {@link #bit}s. */
    static final int ALL = 0b111;

    /** Its place in what is written for others to read. */
    final int index;

    Generation(int index) {
        this.index = index;
    }

    int bit() {
        return 1 << index;
    }

    boolean in(int bits) {
        return (bits & bit()) != 0;
    }

    /**
     * The one with this {@link #index}.
     *
     * @throws IllegalArgumentException if none has
     */
    static Generation at(int index) {
        for (Generation generation : values()) {
            if (generation.index == index) {
                return generation;
            }
        }
        throw new IllegalArgumentException("no generation has index " + index);
    }

    /** The generations that a write ends, whatever its outcome, as a set of bits. */
    static int endedBy(WriteRequest write) {
        if (write instanceof RelateRequest) {
            return RELATIONS.bit();
        }
        // Whether the ids are new or free again: no answer about memories that are there changes.
        return write instanceof AddRequest add && add.mode() == AddRequest.Mode.INSERT ? SETS.bit() : ALL;
    }

    /** What the answer depends on. */
    static Generation of(ReadRequest request, StoreResult result) {
        if (request instanceof GetRequest get
                && ((GetResult) result).memories().size() == get.ids().size()) {
            return ITEMS;
        }
        return guardOf(request);
    }

    /** What the answer depends on at most, before it is known: what ends {@link #ITEMS} ends {@link #SETS}, too. */
    static Generation guardOf(ReadRequest request) {
        return request instanceof RelatedRequest ? RELATIONS : SETS;
    }
}
