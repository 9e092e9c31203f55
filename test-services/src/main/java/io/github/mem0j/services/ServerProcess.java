package io.github.mem0j.services;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A server as a process of this machine, which runs or not; with its children. Not thread-safe. */
final class ServerProcess {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final String name;
    private final RunFolder folder;
    private final Path log;
    private final String signal;
    private @Nullable ProcessHandle server;

    /**
     * @param name goes into messages
     * @param signal by which it ends, if nobody ends it before the folder ends
     */
    ServerProcess(String name, RunFolder folder, Path log, String signal) {
        this.name = name;
        this.folder = folder;
        this.log = log;
        this.signal = signal;
    }

    /**
     * Returns when the server is ready.
     *
     * @param command must name the folder, and be replaced by the server, if it is not the server
     */
    void start(List<String> command, BooleanSupplier ready) {
        startAsThisUser(Commands.concat(ServerUser.prefix(), command), ready);
    }

    /** As {@link #start}, even as root, for servers that do not mind. */
    void startAsThisUser(List<String> command, BooleanSupplier ready) {
        Process process = Commands.start(folder.path(), log, command);
        server = process.toHandle();
        folder.register(process.toHandle(), signal);
        try {
            Waits.until(PATIENCE, name + "'s start", () -> ready.getAsBoolean() || !process.isAlive());
        } catch (IllegalStateException e) {
            kill();
            throw e;
        }
        if (!process.isAlive()) {
            server = null;
            throw new IllegalStateException(name + " does not start:\n" + Commands.tail(log));
        }
    }

    /** Ends the server and its children as a power cut would, but for what the system has in its cache. */
    void kill() {
        end(() -> signal("KILL"));
    }

    /** Returns when the server, told to end, and its children have ended. */
    void end(Runnable telling) {
        // The children end with it, but a new server does not start on the data before they have.
        List<ProcessHandle> all = processes();
        telling.run();
        Waits.until(PATIENCE, name + "'s end", () -> all.stream().noneMatch(ServerProcess::isAlive));
        server = null;
    }

    /** Not so if it only waits for its parent to take note of its end. */
    private static boolean isAlive(ProcessHandle process) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
            return process.isAlive() && !stat.substring(stat.lastIndexOf(')')).startsWith(") Z");
        } catch (IOException e) {
            return false;
        }
    }

    /** To the server and its children. */
    void signal(String sent) {
        Commands.signal(sent, processes().stream());
    }

    private List<ProcessHandle> processes() {
        return Stream.concat(Stream.of(running()), running().children()).toList();
    }

    /** @throws IllegalStateException if it does not run */
    ProcessHandle running() {
        if (server == null) {
            throw new IllegalStateException("this " + name + " does not run");
        }
        return server;
    }

    boolean isRunning() {
        return server != null;
    }
}
