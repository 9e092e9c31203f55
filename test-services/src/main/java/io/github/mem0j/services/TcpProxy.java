package io.github.mem0j.services;
/** x */
public final class TcpProxy {
    private TcpProxy() {}
}
