package io.github.mem0j.testkit;

/** What stands for the end of a JVM: nobody handles it. */
@SuppressWarnings("serial")
final class Killed extends Error {
    Killed() {
        super("killed", null, false, false);
    }
}
