package io.github.mem0j.cache;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import redis.clients.jedis.UnifiedJedis;
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

    private static final class Script {
        final byte[] text;
        final byte[] digest;

        Script(byte[] text) {
            this.text = text;
            digest = RedisScripts.digest(text);
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
        return resource("common.lua") + resource(step.name().toLowerCase(Locale.ROOT) + ".lua");
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
}
