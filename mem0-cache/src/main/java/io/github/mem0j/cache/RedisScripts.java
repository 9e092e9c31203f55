package io.github.mem0j.cache;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.Response;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisNoScriptException;

/** The steps that are atomic, as Lua beside this class: sent by their digest, and in full to a server that does not know it. */
class RedisScripts {
    /** One step. */
    enum Step {
        READ,
        FILL,
        BEGIN,
        END,
        ERASE,
        DISCARD,
        HEARTBEAT
    }

    /** A step and what it is run with. */
    record Call(Step step, List<byte[]> keys, List<byte[]> arguments) {}

    private static final class Script {
        final byte[] text;
        final byte[] digest;

        Script(byte[] text) {
            this.text = text;
            digest = RedisScripts.digest(text);
        }
    }

    /** Each step's Lua, read once. */
    private static final Map<Step, String> TEXTS = new EnumMap<>(Step.class);

    static {
        String common = resource("common.lua");
        for (Step step : Step.values()) {
            TEXTS.put(step, common + resource(step.name().toLowerCase(Locale.ROOT) + ".lua"));
        }
    }

    private final Map<Step, Script> scripts = new EnumMap<>(Step.class);

    RedisScripts() {
        for (Step step : Step.values()) {
            scripts.put(step, new Script(text(step).getBytes(StandardCharsets.UTF_8)));
        }
    }

    /** A step's Lua, with what all steps share before it. */
    String text(Step step) {
        return Objects.requireNonNull(TEXTS.get(step));
    }

    private static String resource(String name) {
        try (InputStream in = Objects.requireNonNull(RedisScripts.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] digest(byte[] text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-1").digest(text))
                    .getBytes(StandardCharsets.US_ASCII);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-1", e);
        }
    }

    Object run(UnifiedJedis redis, Step step, List<byte[]> keys, List<byte[]> arguments) {
        Script script = Objects.requireNonNull(scripts.get(step));
        try {
            return redis.evalsha(script.digest, keys, arguments);
        } catch (JedisNoScriptException e) {
            return redis.eval(script.text, keys, arguments);
        }
    }

    /** Many steps in one trip, in order; once more, one by one, those of which the server says that they cannot be done like this. */
    void runAll(UnifiedJedis redis, List<Call> calls) {
        List<Call> failed = calls;
        if (calls.size() > 1) {
            failed = new ArrayList<>();
            List<Response<Object>> replies = new ArrayList<>();
            try (AbstractPipeline pipeline = redis.pipelined()) {
                for (Call call : calls) {
                    byte[] digest = Objects.requireNonNull(scripts.get(call.step())).digest;
                    replies.add(pipeline.evalsha(digest, call.keys(), call.arguments()));
                }
                pipeline.sync(); // not left to close, which would say that it cannot close
            }
            for (int i = 0; i < replies.size(); i++) {
                try {
                    Object unused = replies.get(i).get();
                } catch (JedisDataException e) {
                    failed.add(calls.get(i));
                }
            }
        }
        failed.forEach(call -> run(redis, call.step(), call.keys(), call.arguments()));
    }
}
