package io.github.mem0j.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mem0j.embedded.EmbeddedMemoryStore;
import io.github.mem0j.model.Embedding;
import io.github.mem0j.model.EmbeddingSpace;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.model.Relation;
import io.github.mem0j.store.AddRequest;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.RelateRequest;
import io.github.mem0j.store.ScanRequest;
import io.github.mem0j.store.StoreAdmin;
import io.github.mem0j.store.StoreCorruptedException;
import io.github.mem0j.store.StoreRejectedException;
import io.github.mem0j.store.StoredMemory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryTransferTest {
    private static final EmbeddingSpace SPACE = new EmbeddingSpace("m", 3);

    @TempDir
    Path folder;

    private final MemoryStore store = EmbeddedMemoryStore.create();
    private Path file;

    @BeforeEach
    void exportThreeOwners() throws IOException {
        for (String user : List.of("a/b", "%", "日本")) {
            MemoryScope scope = MemoryScope.user(user).withTenant("t").withAgent("x");
            List<NewMemory> memories = IntStream.range(0, 5)
                    .mapToObj(i -> NewMemory.of("text " + i, Embedding.of(i, Float.MIN_VALUE, -1)))
                    .toList();
            store.add(AddRequest.of(scope, SPACE, memories).withDeduplication());
            store.relate(RelateRequest.of(
                    scope,
                    Relation.of(memories.get(0).id(), memories.get(4).id()).withWeight(-0.5)));
        }
        file = folder.resolve("export.jsonl");
        assertThat(MemoryExport.toFile(store, file)).isEqualTo(15);
    }

    private static List<StoredMemory> all(MemoryStore store) {
        return StoreAdmin.of(store).scan(ScanRequest.all()).memories();
    }

    @Test
    void whatIsImportedIsWhatWasExported() throws IOException {
        MemoryStore copy = EmbeddedMemoryStore.create();
        assertThat(MemoryImport.fromFile(file, copy)).isEqualTo(new TransferReport(15, 3, 0));
        assertThat(all(copy)).isEqualTo(all(store));

        MemoryImport.fromFile(file, copy);
        assertThat(all(copy)).as("importing again changes nothing").isEqualTo(all(store));
    }

    @Test
    void aStoreIsCopiedWithProgress() {
        MemoryStore copy = EmbeddedMemoryStore.create();
        List<Long> progress = new ArrayList<>();
        MemoryCopy.copy(store, copy, progress::add);
        assertThat(all(copy)).isEqualTo(all(store));
        assertThat(progress).containsExactly(15L);
        assertThatIllegalArgumentException().isThrownBy(() -> MemoryCopy.copy(store, store, done -> {}));
    }

    @Test
    void anEmptyStoreIsExportedAndImported() throws IOException {
        MemoryExport.toFile(EmbeddedMemoryStore.create(), file);
        MemoryStore copy = EmbeddedMemoryStore.create();
        assertThat(MemoryImport.fromFile(file, copy)).isEqualTo(new TransferReport(0, 0, 0));
        assertThat(StoreAdmin.of(copy).space()).isEmpty();
    }

    @Test
    void anotherSpaceIsRejectedAndNothingImported() {
        MemoryStore other = EmbeddedMemoryStore.create();
        EmbeddingSpace space = new EmbeddingSpace("other", 3);
        other.add(AddRequest.of(MemoryScope.user("u"), space, NewMemory.of("t", Embedding.of(1, 2, 3))));

        assertThatThrownBy(() -> MemoryImport.fromFile(file, other)).isInstanceOf(StoreRejectedException.class);
        assertThat(all(other)).hasSize(1);
    }

    @Test
    void everyKindOfDamageIsRefusedWithItsLine() throws IOException {
        refused("line 1: the file is empty", lines -> List.of());
        refused("line 1: column 1", lines -> change(lines, 0, "garbage"));
        refused("line 1: field 'format' is missing", lines -> change(lines, 0, "{}"));
        refused("version 2 is not known", lines -> change(lines, 0, lines.get(0).replace(":1,", ":2,")));
        refused(
                "line 2: there are memories",
                lines -> change(lines, 0, "{\"format\":\"mem0j-memories\",\"version\":1}"));
        refused("line 17: the file ends early", lines -> lines.subList(0, 16));
        refused("line 16: the file should hold 15", lines -> without(lines, 7));
        refused("line 9: memory ", lines -> change(lines, 8, lines.get(7)));
        refused("line 4: column 101", lines -> change(lines, 3, lines.get(3).substring(0, 100)));
        refused(
                "line 5: field 'text' must be a String",
                lines -> change(lines, 4, lines.get(4).replaceFirst("\"text\":\"[^\"]*\"", "\"text\":1")));
        refused(
                "line 5: unknown field 'txt'",
                lines -> change(lines, 4, lines.get(4).replaceFirst("\\{", "{\"txt\":1,")));
        refused(
                "line 6: embedding",
                lines -> change(
                        lines, 5, lines.get(5).replaceFirst("\"embedding\":\"[^\"]*\"", "\"embedding\":\"AAAA\"")));
        refused(
                "line 6: Text",
                lines -> change(
                        lines,
                        5,
                        lines.get(5).replaceFirst("\"createdAt\":\"[^\"]*\"", "\"createdAt\":\"yesterday\"")));
        refused("line 18: nothing may follow", lines -> {
            List<String> longer = new ArrayList<>(lines);
            longer.add("{}");
            return longer;
        });
    }

    @Test
    void badUtf8IsRefusedWithItsLine() throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        bytes[text.indexOf("text 1")] = (byte) 0xFF;
        Files.write(file, bytes);
        assertThatThrownBy(() -> MemoryImport.fromFile(file, EmbeddedMemoryStore.create()))
                .isInstanceOf(StoreCorruptedException.class)
                .hasMessageContaining(": not UTF-8");
    }

    private void refused(String message, UnaryOperator<List<String>> damage) throws IOException {
        Path damaged = folder.resolve("damaged.jsonl");
        Files.write(damaged, damage.apply(Files.readAllLines(file)));
        MemoryStore target = EmbeddedMemoryStore.create();
        assertThatThrownBy(() -> MemoryImport.fromFile(damaged, target))
                .isInstanceOf(StoreCorruptedException.class)
                .hasMessageContaining(message);
        assertThat(all(target)).as("nothing stored after: " + message).isEmpty();
    }

    private static List<String> change(List<String> lines, int index, String line) {
        List<String> changed = new ArrayList<>(lines);
        changed.set(index, line);
        return changed;
    }

    private static List<String> without(List<String> lines, int index) {
        List<String> fewer = new ArrayList<>(lines);
        fewer.remove(index);
        return fewer;
    }
}
