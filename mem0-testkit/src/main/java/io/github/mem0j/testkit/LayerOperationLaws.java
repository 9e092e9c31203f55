package io.github.mem0j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.mem0j.store.Deadline;
import io.github.mem0j.store.MemoryStoreException;
import io.github.mem0j.store.Operation;
import io.github.mem0j.store.Provenance;
import io.github.mem0j.store.ReadOptions;
import io.github.mem0j.store.ReadOptions.Freshness;
import io.github.mem0j.store.ReadRequest;
import io.github.mem0j.store.StoreRequest;
import io.github.mem0j.store.StoreResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The laws about the eight operations. */
abstract class LayerOperationLaws extends LayerNests {
    private static final Deadline FAR = Deadline.after(Duration.ofHours(1));

    @ParameterizedTest
    @EnumSource(Operation.class)
    void anOperationReachesTheStoreBelowAndItsAnswerComesBack(Operation operation) {
        Nest nest = new Nest();
        Provenance any = Provenance.of("any");
        assertThat(nest.call(operation).withProvenance(any)).isEqualTo(nest.samples.result(operation, any));
        assertThat(nest.stub.requests()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(Operation.class)
    void aRequestKeepsItsMeaning(Operation operation) {
        Nest nest = new Nest();
        StoreRequest given = nest.samples.request(operation);
        Dispatch.call(nest.layer, given);
        StoreRequest below = nest.stub.requests().get(0);
        assertThat(below.operation()).isEqualTo(operation);
        assertThat(below.scope().owner()).isEqualTo(given.scope().owner());
        if (whyRequestsDiffer().isEmpty()) {
            assertThat(meaning(below)).isEqualTo(meaning(given));
        }
    }

    private static StoreRequest meaning(StoreRequest request) {
        return request instanceof ReadRequest read ? read.withOptions(ReadOptions.DEFAULT) : request.withDeadline(FAR);
    }

    @ParameterizedTest
    @EnumSource(names = {"GET", "SEARCH", "LIST", "RELATED"})
    void readOptionsReachTheStoreBelowNoWeaker(Operation operation) {
        for (Freshness freshness : Freshness.values()) {
            Nest nest = new Nest();
            ReadOptions given = ReadOptions.DEFAULT.withFreshness(freshness).withMaxAge(Duration.ofSeconds(3));
            Dispatch.call(nest.layer, ((ReadRequest) nest.samples.request(operation)).withOptions(given));
            ReadOptions below = ((ReadRequest) nest.stub.requests().get(0)).options();
            assertThat(below.freshness()).isGreaterThanOrEqualTo(freshness);
            assertThat(below.maxAge()).isNotNull().isLessThanOrEqualTo(Duration.ofSeconds(3));
        }
    }

    @ParameterizedTest
    @EnumSource(Operation.class)
    void aDeadlineReachesTheStoreBelowNoLater(Operation operation) {
        Nest nest = new Nest();
        Deadline given = Deadline.after(Duration.ofMinutes(1));
        Dispatch.call(nest.layer, nest.samples.request(operation).withDeadline(given));
        Deadline below = Objects.requireNonNull(nest.stub.requests().get(0).deadline(), "deadline below");
        long left = given.remainingNanos(); // looked at first: time passes in between
        assertThat(below.remainingNanos()).isLessThanOrEqualTo(left);
    }

    @ParameterizedTest
    @EnumSource(Operation.class)
    void provenanceIsOnlyNarrowed(Operation operation) {
        for (Provenance given : LawCases.provenances()) {
            Provenance answered = new Nest(given).call(operation).provenance();
            assertThat(given.isNarrowedBy(answered))
                    .as("%s passed on as %s", given, answered)
                    .isTrue();
            assertThat(answered.source()).isEqualTo(given.source());
        }
    }

    @ParameterizedTest
    @EnumSource(Operation.class)
    void anAnswerThatMustNotBeStoredIsAskedForAnew(Operation operation) {
        for (Provenance given : LawCases.provenances()) {
            if (!given.storable()) {
                Nest nest = new Nest(given);
                nest.call(operation);
                Provenance again = nest.call(operation).provenance();
                assertThat(nest.stub.requests()).as("calls for %s", given).hasSize(2);
                assertThat(given.isNarrowedBy(again)).isTrue();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"GET", "SEARCH", "LIST", "RELATED"})
    void aReadThatAsksForTheBackendReachesItEachTime(Operation operation) {
        for (Freshness freshness : List.of(Freshness.REFRESH, Freshness.BYPASS)) {
            Nest nest = new Nest();
            ReadRequest request = ((ReadRequest) nest.samples.request(operation))
                    .withOptions(ReadOptions.DEFAULT.withFreshness(freshness));
            Dispatch.call(nest.layer, request);
            Dispatch.call(nest.layer, request);
            assertThat(nest.stub.requests()).as("%s", freshness).hasSize(2);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"ADD", "UPDATE", "DELETE", "RELATE"})
    void aWriteReachesTheStoreBelowEachTime(Operation operation) {
        Nest nest = new Nest();
        nest.call(operation);
        nest.call(operation);
        assertThat(nest.stub.requests()).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource(Operation.class)
    void aTypedExceptionPassesUnchanged(Operation operation) {
        for (MemoryStoreException failure : LawCases.failures(operation)) {
            Nest nest = new Nest();
            nest.stub.failWith(failure);
            Answer answer = Answer.of(() -> nest.call(operation));
            if (whyFailuresDiffer().isEmpty()) {
                assertThat(answer.value()).as("%s passed on", failure).isEqualTo(Answer.essence(failure));
            } else if (answer.error() != null) {
                assertThat(answer.error()).isInstanceOf(MemoryStoreException.class);
            } else {
                assertThat(nest.call(operation).provenance().degradations())
                        .as("admitted in place of %s", failure)
                        .isNotEmpty();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Operation.class)
    void anyOtherExceptionIsNotSwallowed(Operation operation) {
        Nest nest = new Nest();
        RuntimeException bug = new IllegalStateException("a bug below");
        nest.stub.failWith(bug);
        Throwable thrown = catchThrowable(() -> nest.call(operation));
        assertThat(thrown).isNotNull();
        assertThat(chain(thrown)).contains(bug);
    }

    private static List<Throwable> chain(Throwable thrown) {
        List<Throwable> chain = new ArrayList<>();
        for (Throwable next = thrown; next != null; next = next.getCause()) {
            chain.add(next);
        }
        return chain;
    }

    @ParameterizedTest
    @EnumSource(Operation.class)
    void aFailureIsNotRemembered(Operation operation) {
        Nest nest = new Nest();
        nest.stub.failWith(LawCases.failures(operation).get(0));
        assertThat(Answer.of(() -> nest.call(operation))).isNotNull();
        Provenance any = Provenance.of("any");
        StoreResult later = nest.samples.result(operation, any);
        nest.stub.answerBy(request -> later);
        assertThat(nest.call(operation).withProvenance(any)).isEqualTo(later);
    }
}
