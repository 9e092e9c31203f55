package io.github.mem0j.cache;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/** Variants of the protocol, each with one mistake, to show that the races would tell. */
final class Mistakes {
    private Mistakes() {}

    /** Scripts of which some are changed. */
    static RedisScripts scripts(Map<RedisScripts.Step, UnaryOperator<String>> changes) {
        Map<RedisScripts.Step, UnaryOperator<String>> all = new EnumMap<>(changes);
        return new RedisScripts() {
            @Override
            String text(Step step) {
                String text = super.text(step);
                return all.containsKey(step) ? all.get(step).apply(text) : text;
            }
        };
    }

    /** Other words for some that must be there. */
    static UnaryOperator<String> instead(String words, String others) {
        return text -> {
            if (!text.contains(words)) {
                throw new AssertionError("no longer in the script: " + words);
            }
            return text.replace(words, others);
        };
    }

    static final UnaryOperator<String> NOTHING = text -> "return 1";

    /** Writes tell Redis nothing. */
    static RedisScripts silentWrites() {
        return scripts(Map.of(RedisScripts.Step.BEGIN, NOTHING, RedisScripts.Step.END, NOTHING));
    }

    /** BEGIN does nothing; END does all it should. */
    static RedisScripts noBegin() {
        return scripts(Map.of(RedisScripts.Step.BEGIN, NOTHING));
    }

    /** Readers take no notice of writers under way. */
    static RedisScripts noFence() {
        UnaryOperator<String> nobody = instead("return bits\nend", "return 0\nend");
        return scripts(
                Map.of(RedisScripts.Step.READ, nobody, RedisScripts.Step.BEGIN, nobody, RedisScripts.Step.END, nobody));
    }

    /** END lets go of all writers, not of its own only. */
    static RedisScripts endOfAll() {
        return scripts(Map.of(
                RedisScripts.Step.END, instead("redis.call('ZREM', KEYS[2], ARGV[4])", "redis.call('DEL', KEYS[2])")));
    }

    /** Entries are shown under any token. */
    static CacheJvm.Setup anyToken(CacheJvm.Setup setup) {
        return setup.forging((entry, generations, incarnation) -> {
            int generation = entry.get(EntryCodec.GENERATION_OFFSET);
            entry.put(EntryCodec.TOKEN_OFFSET, generations, 16 * generation, 16);
        });
    }

    /** Neither is the token compared when an entry is stored nor when it is shown. */
    static CacheJvm.Setup noTokens(CacheJvm.Setup setup) {
        return anyToken(setup)
                .scripts(scripts(Map.of(
                        RedisScripts.Step.FILL,
                        instead(
                                "if not tokens or token(tokens, tonumber(ARGV[1])) ~= ARGV[2] then",
                                "if false then"))));
    }

    /** Tokens that count from 1, which is where they begin again if Redis loses them. */
    static RedisScripts counters() {
        UnaryOperator<String> counting = text -> "ARGV[1] = string.format('%016d',"
                + " tonumber(string.sub(redis.call('GET', KEYS[1]) or '0000000000000000', 1, 16)) + 1)\n" + text;
        return scripts(Map.of(
                RedisScripts.Step.READ, counting, RedisScripts.Step.BEGIN, counting, RedisScripts.Step.END, counting));
    }

    /** Generations that are gone are taken for those that the entry asked for was stored under. */
    static RedisScripts missingIsUnchanged() {
        String stored = "string.sub(entry, " + (EntryCodec.TOKEN_OFFSET + 1) + ", "
                + (EntryCodec.TOKEN_OFFSET + EntryCodec.TOKEN_LENGTH) + ")";
        return scripts(Map.of(
                RedisScripts.Step.READ,
                instead(
                        "local tokens = redis.call('GET', KEYS[1]) or string.rep(ARGV[1], 3)",
                        "local entry = redis.call('GET', KEYS[3])\nlocal tokens = redis.call('GET', KEYS[1])"
                                + " or string.rep(entry and " + stored + " or ARGV[1], 3)")));
    }

    /** Entries of a server's earlier runs are shown. */
    static CacheJvm.Setup anyIncarnation(CacheJvm.Setup setup) {
        return setup.forging(
                (entry, generations, incarnation) -> entry.putLong(EntryCodec.INCARNATION_OFFSET, incarnation));
    }

    /** A server whose clock a test moves: it reads the key, in milliseconds ahead of the true time. */
    static RedisScripts serverClock(String key) {
        UnaryOperator<String> ahead = instead(
                "return time[1] * 1000 + math.floor(time[2] / 1000)",
                "return time[1] * 1000 + math.floor(time[2] / 1000) + tonumber(redis.call('GET', '" + key
                        + "') or '0')");
        Map<RedisScripts.Step, UnaryOperator<String>> all = new EnumMap<>(RedisScripts.Step.class);
        for (RedisScripts.Step step : RedisScripts.Step.values()) {
            all.put(step, ahead);
        }
        return scripts(all);
    }

    /** A server whose clock stands where a test sets it: it reads the key, in milliseconds. */
    static RedisScripts standingClock(String key, Map<RedisScripts.Step, UnaryOperator<String>> changes) {
        UnaryOperator<String> standing = instead(
                "return time[1] * 1000 + math.floor(time[2] / 1000)",
                "return tonumber(redis.call('GET', '" + key + "'))");
        Map<RedisScripts.Step, UnaryOperator<String>> all = new EnumMap<>(RedisScripts.Step.class);
        for (RedisScripts.Step step : RedisScripts.Step.values()) {
            UnaryOperator<String> change = changes.getOrDefault(step, text -> text);
            all.put(step, text -> change.apply(standing.apply(text)));
        }
        return scripts(all);
    }

    /** Fences that never lapse. */
    static Map<RedisScripts.Step, UnaryOperator<String>> eternalFence() {
        return Map.of(RedisScripts.Step.READ, instead("'(' .. now", "'-inf'"));
    }

    /** Fences that lapse a millisecond too early. */
    static Map<RedisScripts.Step, UnaryOperator<String>> earlyFence() {
        return Map.of(RedisScripts.Step.BEGIN, instead("now + ARGV[5]", "now + ARGV[5] - 1"));
    }

    /** ENDs of writes do nothing; drains, which name no writer, do what they should. */
    static RedisScripts noEnd() {
        return scripts(Map.of(RedisScripts.Step.END, text -> "if ARGV[4] ~= '' then return 1 end\n" + text));
    }

    /** What Redis missed it is never told: END works for writes only, not for drains, which name no writer. */
    static RedisScripts noDrain() {
        return scripts(Map.of(RedisScripts.Step.END, text -> "if ARGV[4] == '' then return 1 end\n" + text));
    }

    /** Every write ends everything. */
    static RedisScripts oneGeneration() {
        return scripts(Map.of(
                RedisScripts.Step.BEGIN, text -> "ARGV[3] = 7\n" + text,
                RedisScripts.Step.END, text -> "ARGV[3] = 7\n" + text));
    }

    /** Stamps that writes do not change. */
    static Stamps deafStamps(LongSupplier nanoTime) {
        return new Stamps(nanoTime) {
            @Override
            void end(int slot, int generations) {}
        };
    }

    /** Stamps with one epoch only. */
    static Stamps oneEpoch(LongSupplier nanoTime) {
        return new Stamps(nanoTime) {
            @Override
            void endAll() {}
        };
    }
}
