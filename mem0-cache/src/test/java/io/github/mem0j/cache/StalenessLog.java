package io.github.mem0j.cache;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What one JVM of a {@link StalenessRun} did. Times are {@link System#nanoTime}, which all JVMs of a machine share.
 *
 * @param reads in no order
 * @param writes in no order
 */
record StalenessLog(List<Read> reads, List<Write> writes) {
    /** @param source the provenance's */
    record Read(int user, long begin, long version, String source) {}

    /** @param told whether Redis knew when it was acknowledged */
    record Write(int user, long version, long acknowledged, boolean told) {}

    static StalenessLog empty() {
        return new StalenessLog(new ArrayList<>(), new ArrayList<>());
    }

    void addAll(StalenessLog other) {
        reads.addAll(other.reads);
        writes.addAll(other.writes);
    }

    void writeTo(Path file) throws IOException {
        try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
            out.writeInt(reads.size());
            for (Read read : reads) {
                out.writeInt(read.user);
                out.writeLong(read.begin);
                out.writeLong(read.version);
                out.writeUTF(read.source);
            }
            out.writeInt(writes.size());
            for (Write write : writes) {
                out.writeInt(write.user);
                out.writeLong(write.version);
                out.writeLong(write.acknowledged);
                out.writeBoolean(write.told);
            }
        }
    }

    static StalenessLog readFrom(Path file) throws IOException {
        StalenessLog log = empty();
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            for (int left = in.readInt(); left > 0; left--) {
                log.reads.add(new Read(
                        in.readInt(), in.readLong(), in.readLong(), in.readUTF().intern()));
            }
            for (int left = in.readInt(); left > 0; left--) {
                log.writes.add(new Write(in.readInt(), in.readLong(), in.readLong(), in.readBoolean()));
            }
        }
        return log;
    }
}
