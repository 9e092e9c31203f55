package io.github.mem0j.cache.model;

/** What Redis does on its own. */
final class RedisSteps {
    private RedisSteps() {}

    static void of(State state, Next next) {
        if (state.config.has(Fault.TOKENS_LOST)) {
            next.after(null, "evicts the tokens").endTokens(state.config.key().generation);
        }
        if (state.config.has(Fault.FLUSH)) {
            State flushed = next.after(null, "loses everything");
            flushed.endTokens(state.config.key().generation);
            flushed.fence = 0;
        }
    }
}
