package io.github.mem0j.observation;

import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.AddResult;
import io.github.mem0j.store.DeleteRequest;
import io.github.mem0j.store.DeleteResult;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.GetResult;
import io.github.mem0j.store.ListRequest;
import io.github.mem0j.store.ListResult;
import io.github.mem0j.store.RelateRequest;
import io.github.mem0j.store.RelateResult;
import io.github.mem0j.store.RelatedRequest;
import io.github.mem0j.store.RelatedResult;
import io.github.mem0j.store.ScanPage;
import io.github.mem0j.store.SearchRequest;
import io.github.mem0j.store.SearchResult;
import io.github.mem0j.store.UpdateRequest;
import io.github.mem0j.store.UpdateResult;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** How much was asked for and answered, and nothing of what it was. */
final class Counts {
    private Counts() {}

    /** Of a request; 0 for those without a number, and for null. */
    static int asked(@Nullable Object request) {
        if (request instanceof GetRequest get) {
            return get.ids().size();
        } else if (request instanceof SearchRequest search) {
            return search.limit();
        } else if (request instanceof ListRequest list) {
            return list.limit();
        } else if (request instanceof RelatedRequest related) {
            return related.limit();
        } else if (request instanceof AddRequest add) {
            return add.memories().size();
        } else if (request instanceof UpdateRequest) {
            return 1;
        } else if (request instanceof RelateRequest relate) {
            return relate.relations().size();
        } else if (request instanceof DeleteRequest delete
                && delete.selection() instanceof DeleteRequest.Ids selection) {
            return selection.ids().size();
        }
        return 0;
    }

    /** Of a result, or of what an admin returned: of writes what they changed. */
    static long items(@Nullable Object answer) {
        if (answer instanceof GetResult get) {
            return get.memories().size();
        } else if (answer instanceof SearchResult search) {
            return search.hits().size();
        } else if (answer instanceof ListResult list) {
            return list.memories().size();
        } else if (answer instanceof RelatedResult related) {
            return related.nodes().size();
        } else if (answer instanceof AddResult add) {
            return add.items().stream()
                    .filter(item -> item.outcome() != AddResult.Outcome.DUPLICATE)
                    .count();
        } else if (answer instanceof UpdateResult update) {
            return update.outcome() == UpdateResult.Outcome.UPDATED ? 1 : 0;
        } else if (answer instanceof DeleteResult delete) {
            return delete.count();
        } else if (answer instanceof RelateResult relate) {
            return relate.outcomes().stream()
                    .filter(outcome -> outcome == RelateResult.Outcome.APPLIED)
                    .count();
        } else if (answer instanceof ScanPage page) {
            return page.memories().size();
        } else if (answer instanceof Collection<?> several) {
            return several.size();
        }
        return answer instanceof Long number ? number : 0;
    }
}
