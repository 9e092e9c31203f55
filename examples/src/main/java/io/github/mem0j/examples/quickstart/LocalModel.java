package io.github.mem0j.examples.quickstart;

import io.github.mem0j.embedder.Embedder;

/** An embedder that can tell how much of a text it reads. */
interface LocalModel extends Embedder {
    /** How many characters from the start of a text count towards its embedding; all of a short one. */
    int readable(String text);
}
