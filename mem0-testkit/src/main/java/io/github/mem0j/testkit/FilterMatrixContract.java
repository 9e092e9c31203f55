package io.github.mem0j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.github.mem0j.model.FilterEvaluator;
import io.github.mem0j.model.Memory;
import io.github.mem0j.model.MemoryFilter;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.DeleteRequest;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Holds the store to {@link FilterEvaluator}: every operator × every type, through every operation with a filter. */
public interface FilterMatrixContract extends ContractFixture {
    /** Stores a memory for each row of the matrix. */
    default List<Memory> rememberMatrix(MemoryScope scope) {
        List<NewMemory> rows = FilterMatrix.rows().stream()
                .map(metadata -> memory("row").withMetadata(metadata))
                .toList();
        store().add(AddRequest.of(scope, SPACE, rows));
        return rows.stream().map(row -> read(scope, row.id())).toList();
    }

    default List<UUID> matching(List<Memory> memories, MemoryFilter filter) {
        return memories.stream()
                .filter(memory -> FilterEvaluator.matches(filter, memory))
                .map(Memory::id)
                .toList();
    }

    @TestFactory
    default Stream<DynamicTest> filtersOfListsAndSearchesMeanWhatTheEvaluatorSays() {
        MemoryScope scope = someone();
        List<Memory> memories = rememberMatrix(scope);
        return FilterMatrix.filters().entrySet().stream()
                .map(entry -> dynamicTest(entry.getKey(), () -> {
                    for (MemoryFilter filter : entry.getValue()) {
                        List<UUID> expected = matching(memories, filter);
                        assertThat(list(scope, filter))
                                .as("list by %s", filter)
                                .containsExactlyInAnyOrderElementsOf(expected);
                        assertThat(ids(store().search(searchFor(scope).withFilter(filter))
                                        .memories()))
                                .as("search by %s", filter)
                                .containsExactlyInAnyOrderElementsOf(expected);
                    }
                }));
    }

    @TestFactory
    default Stream<DynamicTest> filtersOfDeletesMeanWhatTheEvaluatorSays() {
        return FilterMatrix.filters().entrySet().stream()
                .map(entry -> dynamicTest(entry.getKey(), () -> {
                    MemoryFilter filter = entry.getValue().get(entry.getValue().size() - 1);
                    MemoryScope scope = someone();
                    List<Memory> memories = rememberMatrix(scope);

                    long count = store().delete(DeleteRequest.matching(scope, filter))
                            .count();

                    assertThat(count)
                            .as("deleted by %s", filter)
                            .isEqualTo(matching(memories, filter).size());
                    assertThat(list(scope))
                            .as("left by %s", filter)
                            .containsExactlyInAnyOrderElementsOf(matching(memories, filter.negate()));
                }));
    }
}
