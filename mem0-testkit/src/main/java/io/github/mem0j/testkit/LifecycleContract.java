package io.github.mem0j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.Relation;
import io.github.mem0j.store.DeleteRequest;
import io.github.mem0j.store.ScanRequest;
import io.github.mem0j.store.StoreAdmin;
import io.github.mem0j.store.StoreRejectedException.Reason;
import java.util.List;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Closing, and how a store presents itself. */
public interface LifecycleContract extends ContractFixture {
    @Test
    default void closeMayBeRepeated() {
        remember(someone(), "here");

        store().close();

        assertThatCode(store()::close).doesNotThrowAnyException();
    }

    @Test
    default void closedStoreRejectsEveryOperation() {
        MemoryScope scope = someone();
        UUID id = remember(scope, "here");
        UUID other = UUID.randomUUID();
        store().close();

        List<ThrowingCallable> operations = List.of(
                () -> add(scope, memory("late")),
                () -> isThere(scope, id),
                () -> search(scope),
                () -> list(scope),
                () -> update(scope, id, UpdateContract.SEEN),
                () -> store().delete(DeleteRequest.everything(scope)),
                () -> relate(scope, Relation.of(id, other)),
                () -> walk(scope, id));
        for (ThrowingCallable operation : operations) {
            assertRejected(Reason.CLOSED, operation, "closed");
        }
    }

    @Test
    default void closedStoreRejectsItsAdmin() {
        MemoryScope scope = someone();
        remember(scope, "here");
        StoreAdmin admin = admin();
        store().close();

        List<ThrowingCallable> calls = List.of(
                () -> admin.scan(ScanRequest.all()),
                () -> admin.restore(SPACE, List.of()),
                () -> admin.erase(scope),
                admin::purgeExpired,
                () -> admin.count(scope),
                admin::count,
                admin::space,
                admin::ping);
        for (ThrowingCallable call : calls) {
            assertRejected(Reason.CLOSED, call, "closed");
        }
    }

    @Test
    default void storePrintsItsNameAndNoMemories() {
        remember(someone(), "a secret");

        assertThat(store().toString()).isNotBlank().doesNotContain("secret").doesNotContain("@");
    }
}
