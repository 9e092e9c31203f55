package io.github.mem0j.micrometer;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A look that is used again for a moment: registries read many meters at a time, each of which needs a figure of it. */
final class Recent<T> implements Supplier<T> {
    private static final long NANOS = 100_000_000;

    private record Look<T>(T value, long at) {}

    private final Supplier<T> source;
    private volatile @Nullable Look<T> last;

    Recent(Supplier<T> source) {
        this.source = source;
    }

    @Override
    public T get() {
        long now = System.nanoTime();
        Look<T> look = last;
        if (look == null || now - look.at > NANOS) {
            look = new Look<>(source.get(), now);
            last = look;
        }
        return look.value;
    }
}
