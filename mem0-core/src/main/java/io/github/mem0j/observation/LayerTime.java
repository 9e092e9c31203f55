package io.github.mem0j.observation;

/**
 * What a call spent within a named {@link Observation} further inside, on its own thread.
 *
 * @param layer its name
 * @param nanos how long that took, all calls together
 * @param calls how many there were; more than one where something was repeated or asked in parts
 */
public record LayerTime(String layer, long nanos, int calls) {
    LayerTime plus(long moreNanos, int moreCalls) {
        return new LayerTime(layer, nanos + moreNanos, calls + moreCalls);
    }
}
