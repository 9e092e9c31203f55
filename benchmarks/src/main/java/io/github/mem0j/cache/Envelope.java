package io.github.mem0j.cache;

import io.github.mem0j.store.Provenance;
import io.github.mem0j.store.SearchRequest;
import io.github.mem0j.store.SearchResult;
import io.github.mem0j.store.StoreResult;

/** What is written to Redis and read from it, to measure it alone; in this package, as the codec is nobody else's. */
public final class Envelope {
    private final EntryCodec codec = new EntryCodec(null);
    private final EntryHeader header = new EntryHeader(
            Generation.SETS, new byte[EntryHeader.TOKEN_LENGTH], 1, 1_800_000_000_000L, 60_000, 5, null);
    private final SearchRequest request;
    private final byte[] digest;

    /** Of answers to this request. */
    public Envelope(SearchRequest request) {
        this.request = request;
        this.digest = new RequestDigest("benchmark", null).request(request);
    }

    public byte[] encode(SearchResult answer) {
        return codec.encode(header, digest, answer);
    }

    public StoreResult decode(byte[] bytes) throws UnreadableEntryException {
        return codec.decode(bytes, request, digest, Provenance.of(Provenance.REDIS))
                .result();
    }
}
