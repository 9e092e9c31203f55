package io.github.mem0j.async;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class ContextTest {
    private final ThreadLocal<String> context = new ThreadLocal<>();

    private AsyncCalls calls(UnaryOperator<Runnable> carrier) {
        return AsyncCalls.builder().concurrency(1).context(carrier).build();
    }

    private Runnable carried(Runnable call) {
        String ofCaller = context.get();
        return () -> {
            context.set(ofCaller);
            try {
                call.run();
            } finally {
                context.remove();
            }
        };
    }

    @Test
    void isTakenWhenAskedAndIsThereAroundTheCallOnly() {
        List<Runnable> tasks = new ArrayList<>();
        AsyncCalls later = AsyncCalls.builder()
                .executor(tasks::add)
                .concurrency(1)
                .context(this::carried)
                .build();
        context.set("request 1");
        CompletableFuture<String> first = later.submit(context::get);
        context.set("request 2");
        CompletableFuture<String> second = later.ordered().read(null, context::get);
        context.set("of another");

        new ArrayList<>(tasks).forEach(Runnable::run); // both by the first

        assertThat(first).isCompletedWithValue("request 1");
        assertThat(second).isCompletedWithValue("request 2");
        assertThat(context.get()).isNull();
    }

    @Test
    void aCarrierThatFailsFailsTheCallAndNothingElse() {
        try (AsyncCalls calls = calls(call -> {
            throw new IllegalStateException("no context");
        })) {
            assertThatThrownBy(calls.submit(() -> 1)::join).hasRootCauseMessage("no context");
        }
        try (AsyncCalls calls = calls(call -> () -> {
            throw new IllegalStateException("no thread");
        })) {
            assertThatThrownBy(calls.submit(() -> 1)::join).hasRootCauseMessage("no thread");
            assertThatThrownBy(calls.submit(() -> 1)::join).hasRootCauseMessage("no thread");
        }
        try (AsyncCalls calls = calls(call -> () -> {
            call.run();
            throw new IllegalStateException("after the call");
        })) {
            assertThat(calls.submit(() -> 1).join()).isEqualTo(1);
        }
    }

    @Test
    void aCarrierThatForgetsTheCallLeavesNobodyWaiting() {
        try (AsyncCalls calls = calls(call -> () -> {})) {
            assertThatThrownBy(calls.submit(() -> 1)::join).hasMessageContaining("did not run the call");
        }
    }
}
