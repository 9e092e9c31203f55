package io.github.mem0j.services;

import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/** The build's one Redis. */
final class SharedRedis implements SharedServer.Kind<RedisAddress> {
    private static final SharedServer<RedisAddress> SHARED = new SharedServer<>(new SharedRedis());

    private SharedRedis() {}

    /** @throws IllegalStateException if there is none */
    static RedisAddress server() {
        return SHARED.get();
    }

    @Override
    public String name() {
        return "redis";
    }

    @Override
    public Optional<RedisAddress> ofEnvironment() {
        return EnvironmentRedis.server();
    }

    @Override
    public RedisAddress start(RunFolder folder) {
        return Docker.isAvailable()
                ? DockerRedis.start(folder)
                : NativeRedis.create(folder, RedisBinary.usual(), Map.of(), "").address();
    }

    @Override
    public Properties write(RedisAddress server) {
        Properties written = new Properties();
        written.setProperty("host", server.host());
        written.setProperty("port", Integer.toString(server.port()));
        return written;
    }

    /** What the build starts asks for no password. */
    @Override
    public RedisAddress read(Properties written) {
        return new RedisAddress(
                written.getProperty("host", ""), Integer.parseInt(written.getProperty("port", "0")), "", "");
    }
}
