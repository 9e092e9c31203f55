package io.github.mem0j.cache;

import io.github.mem0j.model.MemoryScope;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A feed whose messages, losses, returns and fences are made by hand. Thread-safe. */
class HandFeed implements InvalidationFeed {
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private volatile boolean live = true;
    private volatile boolean quiet = true;

    @Override
    public long owner(MemoryScope scope) {
        return NONE.owner(scope);
    }

    @Override
    public boolean isLive() {
        return live;
    }

    @Override
    public boolean isQuiet(MemoryScope owner) {
        return quiet;
    }

    /** Whether it says that nobody is writing. */
    void quiet(boolean isQuiet) {
        quiet = isQuiet;
    }

    @Override
    public void listen(Listener listener) {
        listeners.add(listener);
    }

    /** Another JVM's write was heard of. */
    void end(MemoryScope owner, int generations) {
        listeners.forEach(listener -> listener.ended(owner(owner), generations));
    }

    void erase(MemoryScope owner) {
        listeners.forEach(listener -> listener.erased(owner(owner)));
    }

    /** The connection broke. */
    void lose() {
        live = false;
        tellLost();
    }

    /** It is there again, and what was sent meanwhile is not. */
    void comeBack() {
        tellLost();
        live = true;
    }

    void tellLost() {
        listeners.forEach(Listener::lost);
    }
}
