package io.github.mem0j.services;

/** What a proxy does with what comes. */
enum ProxyMode {
    FORWARD,
    STALL,
    DROP_REPLIES,
    CUT
}
