package io.github.mem0j.services;

import java.util.List;
import java.util.Map;

/** PostgreSQL as a process of this machine. */
final class NativePostgres {
    private NativePostgres() {}

    /** @throws IllegalStateException saying what to install, if it cannot be had */
    static PostgresDatabase start(RunFolder folder, Map<String, String> settings) {
        return cluster(folder, settings, List.of()).database();
    }

    static PostgresCluster cluster(RunFolder folder, Map<String, String> settings, List<String> wrapper) {
        try {
            return PostgresCluster.create(folder, settings, wrapper);
        } catch (RuntimeException e) {
            folder.delete();
            throw new IllegalStateException("""
                    There is no PostgreSQL with pgvector for the tests. One of these helps:
                    - set MEM0_TEST_POSTGRES_URL, _USER and _PASSWORD to a server whose user may create databases
                      and the extension vector (not for tests that start a server of their own);
                    - start a Docker engine (likewise);
                    - install PostgreSQL and pgvector, such as Debian's or Ubuntu's postgresql-17-pgvector;
                    - on Debian 12 and 13, let apt-get reach its mirrors: the packages are then fetched, not installed.
                    Skipping is not one: CONTRIBUTING.md, "Real servers in tests".""", e);
        }
    }
}
