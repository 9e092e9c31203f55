package io.github.mem0j.drills;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The short forms of all drills, on servers that they share. */
@Tag("long")
class DrillsIT {
    static final List<Drill> DRILLS = Drills.ALL;

    private static final DrillRun RUN = new DrillRun(false);

    @AfterAll
    static void close() {
        RUN.close();
    }

    @ParameterizedTest
    @FieldSource("DRILLS")
    void nothingWrongNothingLostNothingLeft(Drill drill) throws Exception {
        DrillRow row = drill.run(RUN);
        assertThat(row.examples()).isEmpty();
        assertThat(row.mistakes()).allMatch(DrillRow.Mistake::caught);
        assertThat(row).matches(Drills::isWell);
    }
}
