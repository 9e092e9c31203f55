package io.github.mem0j.observation;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one observed call hears of those inside it, which run on the same thread: entered before it, left after it, always.
 * Only its own thread uses it.
 */
final class Frame {
    /** Of the call under way; null outside of any, so that no object of ours stays with a host's thread. */
    private static final ThreadLocal<@Nullable Frame> CURRENT = new ThreadLocal<>();

    private final @Nullable Frame outer;
    private final long loggedAfter;
    private List<LayerTime> inside = List.of();

    private Frame(@Nullable Frame outer, long loggedAfter) {
        this.outer = outer;
        this.loggedAfter = loggedAfter;
    }

    /** The frame of a call that begins now and is logged if it takes {@code slowNanos}. */
    static Frame enter(long slowNanos) {
        Frame outer = CURRENT.get();
        Frame frame = new Frame(outer, outer == null ? slowNanos : Math.min(slowNanos, outer.loggedAfter));
        CURRENT.set(frame);
        return frame;
    }

    /** The call of {@code layer} is over: those around it hear of it, and of what it heard. */
    void leave(String layer, long nanos) {
        CURRENT.set(outer);
        if (outer != null) {
            outer.add(layer, nanos, 1);
            for (LayerTime time : inside) {
                outer.add(time.layer(), time.nanos(), time.calls());
            }
        }
    }

    /** Whether a call around this one takes at least as long as is slow there, and so has this one's time in its line. */
    boolean isLoggedOutside(long nanos) {
        return outer != null && nanos >= outer.loggedAfter;
    }

    /** Times inside, outermost layer first. */
    List<LayerTime> inside() {
        return inside;
    }

    private void add(String layer, long nanos, int calls) {
        if (inside.isEmpty()) {
            inside = new ArrayList<>(2);
        }
        for (int i = 0; i < inside.size(); i++) { // a handful: quicker than a map
            if (inside.get(i).layer().equals(layer)) {
                inside.set(i, inside.get(i).plus(nanos, calls));
                return;
            }
        }
        inside.add(new LayerTime(layer, nanos, calls));
    }
}
