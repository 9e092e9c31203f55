package io.github.mem0j.cache;

import static io.github.mem0j.cache.UnreadableEntryException.corrupt;

import io.github.mem0j.model.Embedding;
import io.github.mem0j.model.Memory;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.Metadata;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.GetResult;
import io.github.mem0j.store.ListCursor;
import io.github.mem0j.store.ListRequest;
import io.github.mem0j.store.ListResult;
import io.github.mem0j.store.Provenance;
import io.github.mem0j.store.ReadRequest;
import io.github.mem0j.store.RelatedRequest;
import io.github.mem0j.store.RelatedResult;
import io.github.mem0j.store.SearchRequest;
import io.github.mem0j.store.SearchResult;
import io.github.mem0j.store.StoreResult;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@link ResultWriter} wrote, or anyone: every memory is the asking owner's and within the request's scope,
 * and there are no more of them than were asked for. What the model refuses is thrown as the model does.
 */
final class ResultReader {
    private final MsgpackReader in;
    private final MemoryScope asked;
    private MemoryScope last;

    ResultReader(MsgpackReader in, MemoryScope asked) {
        this.in = in;
        this.asked = asked;
        this.last = asked.owner();
    }

    StoreResult read(ReadRequest request, Provenance provenance) throws UnreadableEntryException {
        if (request instanceof GetRequest get) {
            return new GetResult(memories(get.ids().size()), provenance);
        } else if (request instanceof SearchRequest search) {
            return new SearchResult(hits(search.limit()), provenance);
        } else if (request instanceof ListRequest list) {
            return new ListResult(memories(list.limit()), cursor(), provenance);
        } else {
            RelatedRequest related = (RelatedRequest) request;
            return new RelatedResult(nodes(related), in.bool(), provenance);
        }
    }

    private List<Memory> memories(int most) throws UnreadableEntryException {
        int size = size(most);
        List<Memory> memories = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            memories.add(memory());
        }
        return memories;
    }

    private List<SearchResult.Hit> hits(int most) throws UnreadableEntryException {
        int size = size(most);
        List<SearchResult.Hit> hits = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            parts(2);
            Memory memory = memory();
            double score = in.real();
            check(Double.isFinite(score));
            hits.add(new SearchResult.Hit(memory, score));
        }
        return hits;
    }

    private List<RelatedResult.Node> nodes(RelatedRequest request) throws UnreadableEntryException {
        int size = size(request.limit());
        List<RelatedResult.Node> nodes = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            parts(2);
            Memory memory = memory();
            long depth = in.integer();
            check(depth >= 1 && depth <= request.depth());
            nodes.add(new RelatedResult.Node(memory, (int) depth));
        }
        return nodes;
    }

    private int size(int most) throws UnreadableEntryException {
        int size = in.array();
        check(size <= most);
        return size;
    }

    private Memory memory() throws UnreadableEntryException {
        parts(ResultWriter.MEMORY_PARTS);
        UUID id = in.uuid();
        MemoryScope scope = scope(in.nil() ? null : in.string(), in.nil() ? null : in.string());
        String text = in.string();
        Metadata metadata = metadata();
        Instant createdAt = time();
        Instant updatedAt = time();
        Instant expiresAt = in.nil() ? null : time();
        long version = in.integer();
        Embedding embedding = in.nil() ? null : Embedding.fromBytes(in.binary());
        return new Memory(id, scope, text, metadata, createdAt, updatedAt, expiresAt, version, embedding);
    }

    /** The scope of one memory: often that of the one before, which then need not be checked again. */
    private MemoryScope scope(@Nullable String agent, @Nullable String run) throws UnreadableEntryException {
        if (!Objects.equals(agent, last.agent()) || !Objects.equals(run, last.run())) {
            last = new MemoryScope(asked.tenant(), asked.user(), agent, run);
        }
        check(asked.covers(last));
        return last;
    }

    private Metadata metadata() throws UnreadableEntryException {
        int size = in.map();
        if (size == 0) {
            return Metadata.EMPTY;
        }
        Map<String, Object> entries = new LinkedHashMap<>();
        for (int i = 0; i < size; i++) {
            check(entries.put(in.string(), value()) == null);
        }
        return Metadata.copyOf(entries);
    }

    private Object value() throws UnreadableEntryException {
        int type = in.peek();
        boolean list = (type >= Msgpack.FIXARRAY && type < Msgpack.FIXSTR)
                || type == Msgpack.ARRAY16
                || type == Msgpack.ARRAY32;
        if (!list) {
            return scalar(type);
        }
        int size = in.array();
        List<Object> values = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            values.add(scalar(in.peek()));
        }
        return values;
    }

    private Object scalar(int type) throws UnreadableEntryException {
        return switch (type) {
            case Msgpack.TRUE, Msgpack.FALSE -> in.bool();
            case Msgpack.FLOAT64 -> in.real();
            case Msgpack.STR8, Msgpack.STR16, Msgpack.STR32 -> in.string();
            default -> {
                if (type >= Msgpack.FIXSTR && type < Msgpack.NIL) {
                    yield in.string();
                }
                yield in.integer();
            }
        };
    }

    private @Nullable ListCursor cursor() throws UnreadableEntryException {
        if (in.nil()) {
            return null;
        }
        parts(ResultWriter.CURSOR_PARTS);
        long seconds = in.integer();
        long nanos = in.integer();
        check(nanos >= 0 && nanos < 1_000_000_000);
        return new ListCursor(Instant.ofEpochSecond(seconds, nanos), in.uuid(), in.integer());
    }

    private Instant time() throws UnreadableEntryException {
        return EntryHeader.instant(in.integer());
    }

    private void parts(int expected) throws UnreadableEntryException {
        check(in.array() == expected);
    }

    private static void check(boolean holds) throws UnreadableEntryException {
        if (!holds) {
            throw corrupt();
        }
    }
}
