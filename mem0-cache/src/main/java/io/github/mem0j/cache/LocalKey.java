package io.github.mem0j.cache;

import io.github.mem0j.model.MemoryFilter;
import io.github.mem0j.store.ListCursor;
import io.github.mem0j.store.ListRequest;
import io.github.mem0j.store.ReadOptions;
import io.github.mem0j.store.ReadRequest;
import io.github.mem0j.store.SearchRequest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A question, equal to another if their answers are: without its options, and with its filter in canonical form. It
 * holds the question itself rather than a digest, so that asking allocates nothing the size of an embedding.
 */
final class LocalKey {
    private static final byte[] UNFILTERED = {};

    private final ReadRequest question;
    private final byte[] filter;
    private final @Nullable ListCursor cursor;
    private final int hash;

    private LocalKey(ReadRequest question, byte[] filter, @Nullable ListCursor cursor) {
        this.question =
                question.options().equals(ReadOptions.DEFAULT) ? question : question.withOptions(ReadOptions.DEFAULT);
        this.filter = filter;
        this.cursor = cursor;
        hash = (this.question.hashCode() * 31 + Arrays.hashCode(filter)) * 31
                + (cursor == null ? 0 : cursor.hashCode());
    }

    static LocalKey of(ReadRequest request) {
        if (request instanceof SearchRequest search && !search.filter().equals(MemoryFilter.all())) {
            return new LocalKey(
                    search.withFilter(MemoryFilter.all()), search.filter().canonicalForm(), null);
        }
        if (request instanceof ListRequest list && !list.filter().equals(MemoryFilter.all())) {
            ListRequest unfiltered = list.after(null).withFilter(MemoryFilter.all());
            return new LocalKey(unfiltered, list.filter().canonicalForm(), list.cursor());
        }
        return new LocalKey(request, UNFILTERED, null);
    }

    ReadRequest question() {
        return question;
    }

    int filterBytes() {
        return filter.length;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof LocalKey that
                && hash == that.hash
                && question.equals(that.question)
                && Arrays.equals(filter, that.filter)
                && java.util.Objects.equals(cursor, that.cursor);
    }

    @Override
    public int hashCode() {
        return hash;
    }
}
