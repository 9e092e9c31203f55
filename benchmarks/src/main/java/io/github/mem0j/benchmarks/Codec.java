package io.github.mem0j.benchmarks;

import io.github.mem0j.cache.Envelope;
import io.github.mem0j.store.SearchResult;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.redisson.codec.JsonJacksonCodec;
import org.redisson.codec.Kryo5Codec;
import org.redisson.codec.SerializationCodec;

/** An answer as bytes, and back: what a shared cache costs without its server. */
final class Codec extends Contest {
    private static final String ENCODE = "10 hits to bytes";
    private static final String DECODE = "10 hits from bytes";
    private static final String OURS = "mem0j, msgpack";
    private static final String TEXTS = "their texts as UTF-8, alone";
    private static final String KRYO = "Kryo 5";
    private static final String JSON = "Jackson JSON";
    private static final String JDK = "JDK serialisation";

    @Override
    public String name() {
        return "codec";
    }

    @Override
    public String title() {
        return "An answer as bytes, and back";
    }

    @Override
    public String how() {
        return "10 hits with texts of some 170 characters and metadata of two keys. Ours with its header, the digest of the"
                + " request and a checksum, and read as whole memories, each checked; the peers' codecs are Redisson's, with"
                + " plain objects of the same fields that nobody checks. The floor turns the ten texts alone into bytes and"
                + " back.";
    }

    @Override
    List<String> scenarios(Scale scale) {
        return List.of(ENCODE, DECODE);
    }

    @Override
    List<Contender> contenders(String scenario) {
        return List.of(
                Contender.floor(TEXTS, "`getBytes` and `new String`"),
                Contender.ours(OURS, "an entry of `RedisCache`"),
                Contender.peer(KRYO, "`Kryo5Codec`, the default of Redisson"),
                Contender.peer(JSON, "`JsonJacksonCodec`, as it comes"),
                Contender.peer(JDK, "`SerializationCodec`, the default of Spring Cache on Redis, too"));
    }

    @Override
    int rounds() {
        return 2; // none of the figures that are asked for: the run is to end within the hour
    }

    @Override
    TimeUnit unit() {
        return TimeUnit.MICROSECONDS;
    }

    @Override
    Work open(String scenario, String contender) throws Exception {
        CachedSearch cached = new CachedSearch();
        SearchResult answer = cached.answer();
        boolean encode = scenario.equals(ENCODE);
        return switch (contender) {
            case TEXTS -> texts(answer, encode);
            case OURS -> {
                Envelope envelope = new Envelope(CachedSearch.request(cached.fresh()));
                byte[] bytes = envelope.encode(answer);
                yield encode ? () -> envelope.encode(answer) : () -> envelope.decode(bytes);
            }
            case KRYO -> redisson(new Kryo5Codec(), answer, encode);
            case JSON -> redisson(new JsonJacksonCodec(), answer, encode);
            case JDK -> redisson(new SerializationCodec(), answer, encode);
            default -> throw new IllegalArgumentException(contender);
        };
    }

    private static Work texts(SearchResult answer, boolean encode) {
        List<String> texts =
                answer.hits().stream().map(hit -> hit.memory().text()).toList();
        List<byte[]> bytes = texts.stream()
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toList();
        return () -> {
            List<Object> turned = new ArrayList<>(texts.size());
            for (int i = 0; i < texts.size(); i++) {
                turned.add(
                        encode
                                ? texts.get(i).getBytes(StandardCharsets.UTF_8)
                                : new String(bytes.get(i), StandardCharsets.UTF_8));
            }
            return turned;
        };
    }

    private static Work redisson(org.redisson.client.codec.Codec codec, SearchResult answer, boolean encode)
            throws IOException {
        List<PlainHit> hits = PlainHit.of(answer);
        byte[] bytes = bytes(codec, hits);
        return encode
                ? () -> bytes(codec, hits)
                : () -> PlainHit.require(codec.getValueDecoder().decode(Unpooled.wrappedBuffer(bytes), null));
    }

    private static byte[] bytes(org.redisson.client.codec.Codec codec, Object value) throws IOException {
        ByteBuf buffer = codec.getValueEncoder().encode(value);
        try {
            return ByteBufUtil.getBytes(buffer);
        } finally {
            buffer.release();
        }
    }
}
