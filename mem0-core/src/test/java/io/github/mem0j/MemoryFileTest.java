package io.github.mem0j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mem0j.embedded.EmbeddedMemoryStore;
import io.github.mem0j.model.Memory;
import io.github.mem0j.model.Metadata;
import io.github.mem0j.model.Relation;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.StoreAdmin;
import io.github.mem0j.store.StoreCorruptedException;
import io.github.mem0j.store.StoreRejectedException;
import io.github.mem0j.store.StoreUnavailableException;
import io.github.mem0j.transfer.MemoryImport;
import io.github.mem0j.transfer.TransferReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryFileTest {
    @TempDir
    Path folder;

    private AgentMemory open(Path file) {
        return AgentMemory.builder()
                .embedder(new WordEmbedder("words"))
                .file(file)
                .build();
    }

    @Test
    void aSecondRunRemembersTheFirst() {
        Path file = folder.resolve("new/memory.jsonl");
        Memory before;
        UUID related;
        try (AgentMemory memory = open(file)) {
            UserMemory alice = memory.forUser("alice");
            UUID id = alice.add(MemoryText.of("oolong \"tea\" \\ \n ü 𝄞")
                    .withMetadata(Metadata.of("big", Long.MAX_VALUE, "list", List.of(1.5, 2.0))));
            related = alice.add("rain");
            alice.relate(List.of(Relation.of(id, related, "with").withWeight(0.25)));
            alice.update(id, alice.get(id).orElseThrow().text() + "!");
            before = alice.get(id).orElseThrow();
        }
        try (AgentMemory memory = open(file)) {
            UserMemory alice = memory.forUser("alice");
            assertThat(alice.get(before.id())).contains(before);
            assertThat(alice.related(before.id()).memories())
                    .extracting(Memory::id)
                    .containsExactly(related);
            assertThat(alice.search("tea").memories().get(0)).isEqualTo(before);
        }
    }

    @Test
    void savingOnDemandIsSeenByALaterLoad() throws IOException {
        Path file = folder.resolve("memory.jsonl");
        try (AgentMemory memory = open(file)) {
            memory.forUser("alice").add("tea");
            memory.save();
            EmbeddedMemoryStore copy = MemoryImport.load(file, EmbeddedMemoryStore.builder());
            assertThat(StoreAdmin.of(copy).count()).isEqualTo(1);
        }
    }

    @Test
    void aDamagedFileIsRefusedByLineNumberAndLeftAsItIs() throws IOException {
        Path file = folder.resolve("memory.jsonl");
        try (AgentMemory memory = open(file)) {
            memory.forUser("alice").addTexts(List.of("a", "b", "c"));
        }
        List<String> lines = new ArrayList<>(Files.readAllLines(file));
        lines.set(2, lines.get(2).replace("\"version\":1", "\"version\":0"));
        Files.write(file, lines);
        byte[] damaged = Files.readAllBytes(file);

        assertThatThrownBy(() -> open(file))
                .isInstanceOf(StoreCorruptedException.class)
                .hasMessageContaining("line 3")
                .hasMessageContaining("version");
        assertThat(Files.readAllBytes(file)).isEqualTo(damaged);
        assertThatThrownBy(() -> open(file))
                .as("the refusal has let go of the file's lock")
                .isInstanceOf(StoreCorruptedException.class);
    }

    @Test
    void anotherModelIsRefusedWithTheWayOut() throws IOException {
        Path file = folder.resolve("memory.jsonl");
        try (AgentMemory memory = open(file)) {
            memory.forUser("alice").add("tea");
        }
        AgentMemory.Builder other =
                AgentMemory.builder().embedder(new WordEmbedder("other")).file(file);

        assertThatThrownBy(other::build)
                .isInstanceOf(StoreRejectedException.class)
                .hasMessageContaining("'words'")
                .hasMessageContaining("reembedFrom");

        try (MemoryStore old = MemoryImport.load(file, EmbeddedMemoryStore.builder());
                AgentMemory anew = AgentMemory.builder()
                        .embedder(new WordEmbedder("other"))
                        .file(folder.resolve("new.jsonl"))
                        .build()) {
            assertThat(anew.reembedFrom(old, done -> {})).isEqualTo(new TransferReport(1, 0, 0));
            assertThat(anew.forUser("alice").search("tea").memories()).hasSize(1);
        }
    }

    @Test
    void aFileIsOpenOnce() {
        Path file = folder.resolve("memory.jsonl");
        try (AgentMemory memory = open(file)) {
            assertThatThrownBy(() -> open(file))
                    .isInstanceOf(StoreRejectedException.class)
                    .hasMessageContaining("open in another");
            memory.forUser("alice").add("still usable");
        }
        open(file).close();
    }

    @Test
    void aSaveThatFailsKeepsEverythingAndCanBeRepeated() throws IOException {
        Path inner = Files.createDirectory(folder.resolve("inner"));
        Path moved = folder.resolve("moved");
        AgentMemory memory = open(inner.resolve("memory.jsonl"));
        memory.forUser("alice").add("tea");
        Files.move(inner, moved);

        assertThatThrownBy(memory::close)
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("save");
        assertThat(memory.forUser("alice").list().memories()).hasSize(1);

        Files.move(moved, inner);
        memory.close();
        try (AgentMemory again = open(inner.resolve("memory.jsonl"))) {
            assertThat(again.forUser("alice").list().memories()).hasSize(1);
        }
    }

    @Test
    void closingLosesNoAcknowledgedWrite() throws InterruptedException {
        Path file = folder.resolve("memory.jsonl");
        AgentMemory memory = open(file);
        Queue<UUID> acknowledged = new ConcurrentLinkedQueue<>();
        CountDownLatch underWay = new CountDownLatch(200);
        List<Thread> writers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            UserMemory user = memory.forUser("user" + i);
            Thread writer = new Thread(() -> {
                try {
                    while (acknowledged.size() < 100_000) {
                        acknowledged.add(user.add("tea"));
                        underWay.countDown();
                    }
                } catch (StoreRejectedException closed) {
                    assertThat(closed.reason()).isEqualTo(StoreRejectedException.Reason.CLOSED);
                }
            });
            writer.start();
            writers.add(writer);
        }
        underWay.await();
        memory.close();
        for (Thread writer : writers) {
            writer.join();
        }
        try (AgentMemory again = open(file)) {
            assertThat(StoreAdmin.of(again.store()).count()).isEqualTo(acknowledged.size());
        }
    }

    @Test
    void storeAndFileExcludeEachOther() {
        AgentMemory.Builder both = AgentMemory.builder()
                .embedder(new WordEmbedder("words"))
                .store(EmbeddedMemoryStore.create())
                .file(folder.resolve("memory.jsonl"));
        assertThatIllegalStateException().isThrownBy(both::build).withMessageContaining("exclude");
        assertThatIllegalStateException()
                .isThrownBy(() -> AgentMemory.builder().build())
                .withMessageContaining("embedder");
    }
}
