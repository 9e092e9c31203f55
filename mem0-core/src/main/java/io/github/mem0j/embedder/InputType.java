package io.github.mem0j.embedder;

/** What a text is for; many models embed the two differently. */
public enum InputType {
    /** Something to be found. */
    DOCUMENT,
    /** Something to find by. */
    QUERY
}
