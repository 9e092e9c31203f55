package io.github.mem0j.services;
/** x */
public final class OwnPostgres {
    private OwnPostgres() {}
}
