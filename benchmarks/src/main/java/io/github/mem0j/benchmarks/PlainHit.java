package io.github.mem0j.benchmarks;

import io.github.mem0j.store.SearchResult;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A found memory as one would write it for a cache that serialises: what a hit holds, in types that all of them know. */
public class PlainHit implements Serializable {
    private static final long serialVersionUID = 1;

    public String id = "";
    public String text = "";
    public double score;
    public long createdAt;
    public long updatedAt;
    public long version;
    public HashMap<String, Object> metadata = new HashMap<>();

    static List<PlainHit> of(SearchResult result) {
        List<PlainHit> plain = new ArrayList<>();
        for (SearchResult.Hit hit : result.hits()) {
            PlainHit each = new PlainHit();
            each.id = hit.memory().id().toString();
            each.text = hit.memory().text();
            each.score = hit.score();
            each.createdAt = hit.memory().createdAt().toEpochMilli();
            each.updatedAt = hit.memory().updatedAt().toEpochMilli();
            each.version = hit.memory().version();
            for (Map.Entry<String, Object> entry :
                    hit.memory().metadata().asMap().entrySet()) {
                each.metadata.put(entry.getKey(), entry.getValue());
            }
            plain.add(each);
        }
        return plain;
    }

    /** Whether a cache gave back what it was given. */
    static List<?> require(@Nullable Object found) {
        if (!(found instanceof List<?> hits)
                || hits.size() != Data.LIMIT
                || !(hits.get(0) instanceof PlainHit first)
                || first.text.isEmpty()) {
            throw new IllegalStateException("the cache did not give back what it was given");
        }
        return hits;
    }
}
