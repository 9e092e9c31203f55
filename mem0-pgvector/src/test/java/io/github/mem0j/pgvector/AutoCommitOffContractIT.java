package io.github.mem0j.pgvector;

import com.zaxxer.hikari.HikariConfig;

/** On a host's pool whose connections do not commit by themselves. */
class AutoCommitOffContractIT extends PgVectorContractIT {
    @Override
    void adjust(HikariConfig config) {
        config.setAutoCommit(false);
    }
}
