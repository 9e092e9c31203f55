package io.github.mem0j.benchmarks;

import java.util.List;

/** Benchmarks of one kind, which share a table and a file. */
interface Family {
    /** The file's name, and what the command line picks by. */
    String name();

    String title();

    /** What is measured, and how; a paragraph. */
    String how();

    /** Floor, ours and peers, in one run on the same data. */
    List<Figure> run(Scale scale) throws Exception;

    default List<Goal> goals() {
        return List.of();
    }
}
