package io.github.mem0j.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class RefreshAheadTest {
    /** What was given to the executor and runs when a test says so. */
    private final List<Runnable> given = new ArrayList<>();

    private int loads;

    @Test
    void inTheRaceOfTwoRefreshesOfOneKeyOneLoads() {
        assertThat(loadsOfTwo(key -> key)).isEqualTo(1);
        assertThat(loadsOfTwo(key -> new Object())).as("each of its own").isEqualTo(2);
    }

    /** How often is loaded when the second refresh is due before the first one's load has begun, and while it lasts. */
    private int loadsOfTwo(UnaryOperator<Object> naming) {
        given.clear();
        loads = 0;
        RefreshAhead refreshAhead = new RefreshAhead(given::add);
        refreshAhead.start(naming.apply("key"), () -> {
            loads++;
            refreshAhead.start(naming.apply("key"), () -> loads++);
        });
        runAll();
        int first = loads;
        refreshAhead.start(naming.apply("key"), () -> {});
        assertThat(given).as("once it is over, another may begin").hasSize(1);
        return first;
    }

    private void runAll() {
        while (!given.isEmpty()) {
            given.remove(0).run();
        }
    }

    @Test
    void otherKeysAreRefreshedMeanwhile() {
        RefreshAhead refreshAhead = new RefreshAhead(given::add);
        refreshAhead.start("one", () -> {});
        refreshAhead.start("other", () -> {});
        assertThat(given).hasSize(2);
    }

    @Test
    void oneThatFailsOrIsRefusedMayBeRepeated() {
        RefreshAhead refreshAhead = new RefreshAhead(given::add);
        refreshAhead.start("key", () -> {
            throw new IllegalStateException("no answer");
        });
        runAll();
        refreshAhead.start("key", () -> loads++);
        runAll();
        assertThat(loads).isEqualTo(1);
        RefreshAhead busy = new RefreshAhead(task -> {
            loads++;
            throw new RejectedExecutionException("full");
        });
        busy.start("key", () -> {});
        busy.start("key", () -> {});
        assertThat(loads).as("asked twice").isEqualTo(3);
    }
}
