package io.github.mem0j.drills;

/** Something that goes wrong on purpose, and what is counted meanwhile. */
interface Drill {
    /** Selects it; letters, digits and hyphens. */
    String name();

    /** Who does what, in a few words. */
    String load();

    /** What goes wrong, in a few words. */
    String faults();

    /** Returns what came of it; throws if it could not be done. */
    DrillRow run(DrillRun run) throws Exception;
}
