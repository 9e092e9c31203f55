package io.github.mem0j.testkit;

import io.github.mem0j.store.Operation;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;

/** Which fault the next call meets. Not thread-safe; {@link FaultyStore} guards it. */
final class FaultPlan {
    static final int ALWAYS = Integer.MAX_VALUE;

    /** One fault, shared by all operations it was set for, so that they use up its calls together. */
    private static final class Entry {
        final Fault fault;
        int left;

        Entry(Fault fault, int times) {
            this.fault = fault;
            this.left = times;
        }

        Fault next() {
            if (left == 0) {
                return Fault.NONE;
            }
            left -= left == ALWAYS ? 0 : 1;
            return fault;
        }
    }

    private final Map<Operation, Entry> byOperation = new EnumMap<>(Operation.class);
    private Entry admin = new Entry(Fault.NONE, ALWAYS);

    FaultPlan() {
        setAll(Fault.NONE, ALWAYS);
    }

    void setAll(Fault fault, int times) {
        Entry entry = new Entry(fault, times);
        for (Operation operation : Operation.values()) {
            byOperation.put(operation, entry);
        }
        admin = entry;
    }

    void set(Fault fault, int times, Collection<Operation> operations) {
        Entry entry = new Entry(fault, times);
        operations.forEach(operation -> byOperation.put(operation, entry));
    }

    Fault next(Operation operation) {
        Entry entry = byOperation.get(operation);
        return entry == null ? Fault.NONE : entry.next();
    }

    Fault nextAdmin() {
        return admin.next();
    }
}
