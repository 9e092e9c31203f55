package io.github.mem0j.cache.model;

import io.github.mem0j.cache.model.Reader.At;

/** How reads end, and with them those that joined them. */
final class Flights {
    private Flights() {}

    /** Joins a read that began under the same stamps and epoch. */
    static boolean joinLocal(State state, int r) {
        if (!state.readers[r].live && !state.config.has(Change.JOIN_WHILE_NOT_LIVE)) {
            return false;
        }
        for (int leader = 0; leader < state.readers.length; leader++) {
            Reader other = state.readers[leader];
            if (sameJvm(state, r, leader)
                    && other.stampsCurrent
                    && other.at != At.IDLE
                    && other.at != At.JOINED_LOCAL) {
                join(state, r, leader, At.JOINED_LOCAL);
                return true;
            }
        }
        return false;
    }

    /** Joins a read whose READ saw the same token. */
    static boolean joinRedis(State state, int r) {
        for (int leader = 0; leader < state.readers.length; leader++) {
            Reader other = state.readers[leader];
            if (sameJvm(state, r, leader)
                    && other.tokenCurrent
                    && other.storable == state.readers[r].storable
                    && (other.at == At.LOAD || other.at == At.FILL || (other.at == At.PUT && !other.storable))) {
                join(state, r, leader, At.JOINED_REDIS);
                return true;
            }
        }
        return false;
    }

    private static boolean sameJvm(State state, int r, int leader) {
        return r != leader
                && state.config.readers().get(r).equals(state.config.readers().get(leader));
    }

    private static void join(State state, int r, int leader, At at) {
        state.readers[r].leader = leader;
        state.readers[r].at = at;
    }

    /** A flight of the Redis cache ends with FILL; those who joined go on with their own stamps. */
    static void filled(State state, int leader) {
        for (Reader reader : state.readers) {
            if (reader.at == At.JOINED_REDIS && reader.leader == leader) {
                reader.value = state.readers[leader].value;
                reader.storable = state.readers[leader].storable;
                reader.leader = 0;
                reader.at = At.PUT;
            }
        }
    }

    /** The read returns. */
    static void complete(State state, int r) {
        Reader done = state.readers[r];
        Properties.returned(state, r);
        state.readers[r] = new Reader();
        if (state.config.swapped(state.config.readers().get(r))) {
            Ages.forget(state, r);
        }
        for (int other = 0; other < state.readers.length; other++) {
            Reader reader = state.readers[other];
            boolean joined = reader.at == At.JOINED_LOCAL || reader.at == At.JOINED_REDIS;
            if (joined && reader.leader == r) {
                boolean again = !state.config.has(Change.UNSTORABLE_FLIGHT_SHARED)
                        && reader.at == At.JOINED_LOCAL
                        && !done.storable;
                if (again) {
                    reader.leader = 0;
                    reader.at = At.PENDING;
                } else {
                    reader.value = done.value;
                    reader.storable = done.storable;
                    complete(state, other);
                }
            }
        }
    }
}
