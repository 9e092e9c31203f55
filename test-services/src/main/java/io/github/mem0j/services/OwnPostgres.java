package io.github.mem0j.services;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL of the test's own, to stop, kill, pause and restart. It has a data directory and a port of its own, which
 * stay the same over restarts, and keeps its promises: fsync is on, unless set otherwise.
 *
 * <pre>{@code
 * try (OwnPostgres own = OwnPostgres.start(Map.of("max_connections", "20"))) {
 *     own.kill();
 *     own.restart();
 * }
 * }</pre>
 *
 * <p>Always a process of this machine, which must be a Linux: neither {@code MEM0_TEST_POSTGRES_URL} nor Docker are looked
 * at. Ends with {@link #close}, or else with this JVM. Thread-safe. Everything fails with an {@link IllegalStateException}
 * if the server does not do as told within a minute, and {@link #start} with what to install.
 */
public final class OwnPostgres implements AutoCloseable {
    private final RunFolder folder;
    private final PostgresCluster cluster;
    private final PostgresDatabase database;
    private final @Nullable Path caFile;
    private final boolean smallDisk;
    private boolean closed;

    private OwnPostgres(Options options) {
        folder = RunFolder.create(ProcessHandle.current());
        Map<String, String> settings = new LinkedHashMap<>(options.settings);
        TlsFiles tls = options.tls ? TlsFiles.create(folder.folder("tls")) : null;
        if (tls != null) {
            settings.put("ssl", "on");
            settings.put("ssl_cert_file", tls.certificate().toString());
            settings.put("ssl_key_file", tls.key().toString());
        }
        caFile = tls == null ? null : tls.ca();
        SmallDisk disk = options.diskMegabytes == 0 ? null : SmallDisk.in(folder, options.diskMegabytes);
        smallDisk = disk != null;
        cluster = NativePostgres.cluster(folder, settings, disk == null ? List.of() : disk.mounting());
        database = cluster.database();
        try {
            if (disk != null) {
                disk.use(database);
            }
            Databases.execute(database, "CREATE EXTENSION vector");
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private OwnPostgres(OwnPostgres primary) {
        folder = RunFolder.create(ProcessHandle.current());
        cluster = PostgresCluster.standbyOf(primary.cluster, folder);
        database = cluster.database();
        caFile = null;
        smallDisk = false;
    }

    /**
     * A standby that follows this one from now on, until {@code pg_promote()}; this one is stopped and started again for
     * that. It has the same user and password.
     */
    public synchronized OwnPostgres standby() {
        stop();
        try {
            return new OwnPostgres(this);
        } finally {
            if (!cluster.process().isRunning()) {
                cluster.start();
            }
        }
    }

    /** Where its data are, tablespaces aside; {@code pg_wal} in it is the log. */
    public Path dataFolder() {
        return cluster.data();
    }

    /** With these settings, as in postgresql.conf. */
    public static OwnPostgres start(Map<String, String> settings) {
        Options options = options();
        settings.forEach(options::set);
        return options.start();
    }

    public static Options options() {
        return new Options();
    }

    /** What kind of server. Not thread-safe. */
    public static final class Options {
        private final Map<String, String> settings = new LinkedHashMap<>();
        private boolean tls;
        private int diskMegabytes;

        private Options() {}

        /** A setting, as in postgresql.conf. */
        public Options set(String name, String value) {
            settings.put(name, value);
            return this;
        }

        /** Connections may be encrypted: see {@link OwnPostgres#caFile}. */
        public Options withTls() {
            tls = true;
            return this;
        }

        /**
         * New tables and indexes are on a disk of that size; what is beyond it fails with SQLSTATE 53100 ("could not
         * extend file …: No space left on device"), and dropping or truncating a table frees its space after the next
         * checkpoint. The log (WAL) and the catalogue are elsewhere. It is a tmpfs of the server's own, in a user
         * namespace: no rights are needed, but the kernel must let ordinary users have such namespaces. It is gone with
         * the server's process, so this server cannot be restarted.
         */
        public Options withDiskOf(int megabytes) {
            if (megabytes < 1) {
                throw new IllegalArgumentException("a disk of " + megabytes + " MB");
            }
            diskMegabytes = megabytes;
            return this;
        }

        public OwnPostgres start() {
            return new OwnPostgres(this);
        }
    }

    /** Where it is; with a superuser, and the extension {@code vector}. The same for its whole life. */
    public PostgresDatabase get() {
        return database;
    }

    public String jdbcUrl() {
        return database.jdbcUrl();
    }

    public String user() {
        return database.user();
    }

    public String password() {
        return database.password();
    }

    public String host() {
        return database.host();
    }

    public int port() {
        return database.port();
    }

    public String database() {
        return database.database();
    }

    /** The certificate (PEM) of who signed the server's, which is for localhost and 127.0.0.1. */
    public Path caFile() {
        return Objects.requireNonNull(caFile, "started without TLS");
    }

    /** What the server has logged so far; its last part if that is much. */
    public String log() {
        return Commands.tail(cluster.log());
    }

    /** In good order: connections are ended, all is written ("fast" shutdown). */
    public synchronized void stop() {
        cluster.process().signal("CONT");
        cluster.stop();
    }

    /** SIGKILL to the server and all its processes; returns when they are gone. */
    public synchronized void kill() {
        cluster.process().kill();
    }

    /** SIGSTOP: connections stay, new ones are taken by the system, and nothing is answered. */
    public synchronized void pause() {
        cluster.process().signal("STOP");
    }

    /** Goes on after {@link #pause}. */
    public synchronized void resume() {
        cluster.process().signal("CONT");
    }

    /** Starts again on the same data and port, after a {@link #stop} if it runs; returns when it takes connections. */
    public synchronized void restart() {
        if (smallDisk) {
            throw new IllegalStateException("a server with a small disk cannot be restarted");
        }
        if (cluster.process().isRunning()) {
            stop();
        }
        cluster.start();
    }

    /** Ends the server, paused or not, and deletes its data. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (cluster.process().isRunning()) {
            stop();
        }
        folder.delete();
    }
}
