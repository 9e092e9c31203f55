package io.github.mem0j.cache;

import java.util.function.Consumer;

/** Caches that stop where a drill wants, or make a mistake. */
public final class Drilled {
    private Drilled() {}

    /** Says where a read or write is; it goes on when {@code points} returns. */
    public static RedisCache.Builder probed(RedisCache.Builder builder, Consumer<String> points) {
        return builder.probe(point -> points.accept(point.name()));
    }

    /** The same. */
    public static LocalCache.Builder probed(LocalCache.Builder builder, Consumer<String> points) {
        return builder.probe(point -> points.accept(point.name()));
    }

    /** The same. */
    public static WorkingSet.Builder probed(WorkingSet.Builder builder, Consumer<String> points) {
        return builder.probe(point -> points.accept(point.name()));
    }

    /** A mistake: readers take no notice of writers under way. */
    public static RedisCache.Builder withoutFence(RedisCache.Builder builder) {
        return builder.scripts(new RedisScripts() {
            @Override
            String text(Step step) {
                return super.text(step).replace("return bits\nend", "return 0\nend");
            }
        });
    }
}
