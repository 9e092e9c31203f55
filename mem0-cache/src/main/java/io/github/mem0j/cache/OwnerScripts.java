package io.github.mem0j.cache;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import redis.clients.jedis.util.SafeEncoder;

/** What Redis is told of one owner, each in one step. {@code always}: also while the link is closed. */
final class OwnerScripts {
    /** Beyond the last write: what depends on them ends with them, so they should not go often. */
    private static final Duration GENERATIONS_TTL = Duration.ofDays(1);

    private static final byte[] NO_WRITER = {};

    private final RedisLink link;
    private final RedisKeys keys;
    private final RedisFeed feed;
    private final Tokens tokens;
    private final byte[] generationsTtl;

    OwnerScripts(RedisLink link, RedisKeys keys, RedisFeed feed, Tokens tokens, CachePolicy policy) {
        this.link = link;
        this.keys = keys;
        this.feed = feed;
        this.tokens = tokens;
        generationsTtl = number(GENERATIONS_TTL.plus(policy.keptFor()).toMillis());
    }

    /** Generations, which of them are being written, and an entry's bytes or null. */
    List<?> read(Owner owner, byte[] entryKey) throws RedisDownException {
        return (List<?>) link.run(
                RedisScripts.Step.READ,
                List.of(keys.generations(owner), keys.writers(owner), entryKey),
                List.of(tokens.next(), generationsTtl));
    }

    /** Ends generations, and fences them until the writer ends or {@code fence} has passed. */
    void begin(Owner owner, int generations, byte[] writer, Duration fence, boolean always) throws RedisDownException {
        run(beginning(owner, generations, writer, fence), always);
    }

    /** The same after the ends of other writes, in one trip. */
    void begin(Owner owner, int generations, byte[] writer, Duration fence, List<Invalidations.Write> ended)
            throws RedisDownException {
        List<RedisScripts.Call> calls = endings(ended);
        calls.add(beginning(owner, generations, writer, fence));
        link.runAll(calls);
    }

    /** Ends generations, and the writer's fence. */
    void end(Owner owner, int generations, byte[] writer, boolean always) throws RedisDownException {
        run(ending(owner, generations, writer), always);
    }

    /** The same for many writes, in one trip. */
    void end(List<Invalidations.Write> ended) throws RedisDownException {
        link.runAll(endings(ended));
    }

    /** Ends generations, and nobody's fence. */
    void end(Owner owner, int generations, boolean always) throws RedisDownException {
        end(owner, generations, NO_WRITER, always);
    }

    void erase(Owner owner, boolean always) throws RedisDownException {
        run(
                new RedisScripts.Call(
                        RedisScripts.Step.ERASE,
                        List.of(keys.index(owner)),
                        List.of(keys.entries(owner), keys.endsChannel(), feed.message(owner, RedisFeed.ERASED))),
                always);
    }

    private RedisScripts.Call beginning(Owner owner, int generations, byte[] writer, Duration fence) {
        return new RedisScripts.Call(
                RedisScripts.Step.BEGIN,
                List.of(keys.generations(owner), keys.writers(owner)),
                List.of(
                        tokens.next(),
                        generationsTtl,
                        number(generations),
                        writer,
                        number(fence.toMillis()),
                        keys.endsChannel(),
                        feed.message(owner, generations)));
    }

    private RedisScripts.Call ending(Owner owner, int generations, byte[] writer) {
        return new RedisScripts.Call(
                RedisScripts.Step.END,
                List.of(keys.generations(owner), keys.writers(owner)),
                List.of(
                        tokens.next(),
                        generationsTtl,
                        number(generations),
                        writer,
                        keys.endsChannel(),
                        feed.message(owner, generations)));
    }

    private List<RedisScripts.Call> endings(List<Invalidations.Write> ended) {
        List<RedisScripts.Call> calls = new ArrayList<>();
        ended.forEach(write -> calls.add(ending(write.owner(), write.generations(), write.name())));
        return calls;
    }

    private void run(RedisScripts.Call call, boolean always) throws RedisDownException {
        if (always) {
            link.runEvenIfClosed(call.step(), call.keys(), call.arguments());
        } else {
            link.run(call.step(), call.keys(), call.arguments());
        }
    }

    static byte[] number(long number) {
        return SafeEncoder.encode(Long.toString(number));
    }
}
