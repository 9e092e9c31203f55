package io.github.mem0j.resilience;

import java.time.Duration;
import java.util.Objects;

/** Checks of what builders are given. */
final class Settings {
    private Settings() {}

    static boolean isPositive(Duration duration) {
        return Objects.requireNonNull(duration, "duration").compareTo(Duration.ZERO) > 0;
    }

    static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
