package io.github.mem0j.services;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/** The build's one PostgreSQL. */
final class SharedPostgres implements SharedServer.Kind<PostgresDatabase> {
    private static final SharedServer<PostgresDatabase> SHARED = new SharedServer<>(new SharedPostgres());

    private SharedPostgres() {}

    /**
     * Its maintenance database.
     *
     * @throws IllegalStateException if there is none
     */
    static PostgresDatabase server() {
        return SHARED.get();
    }

    @Override
    public String name() {
        return "postgres";
    }

    @Override
    public Optional<PostgresDatabase> ofEnvironment() {
        return EnvironmentPostgres.server();
    }

    @Override
    public PostgresDatabase start(RunFolder folder) {
        return Docker.isAvailable()
                ? DockerPostgres.start(folder, settings())
                : NativePostgres.start(folder, settings());
    }

    /** Nothing of it need survive a crash. */
    private static Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("fsync", "off");
        settings.put("full_page_writes", "off");
        settings.put("synchronous_commit", "on");
        settings.put("autovacuum", "on");
        settings.put("max_connections", "200");
        settings.put("shared_buffers", "256MB");
        return settings;
    }

    @Override
    public Properties write(PostgresDatabase server) {
        Properties written = new Properties();
        written.setProperty("host", server.host());
        written.setProperty("port", Integer.toString(server.port()));
        written.setProperty("database", server.database());
        written.setProperty("user", server.user());
        written.setProperty("password", server.password());
        return written;
    }

    @Override
    public PostgresDatabase read(Properties written) {
        return new PostgresDatabase(
                written.getProperty("host", ""),
                Integer.parseInt(written.getProperty("port", "0")),
                written.getProperty("database", ""),
                written.getProperty("user", ""),
                written.getProperty("password", ""));
    }
}
