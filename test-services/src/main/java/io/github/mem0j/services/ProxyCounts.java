package io.github.mem0j.services;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** What passed a proxy. Thread-safe. */
final class ProxyCounts {
    private final AtomicLong roundTrips = new AtomicLong();
    private final AtomicLong up = new AtomicLong();
    private final AtomicLong down = new AtomicLong();
    private final List<Kept> recordings = new CopyOnWriteArrayList<>();

    long roundTrips() {
        return roundTrips.get();
    }

    long bytesUp() {
        return up.get();
    }

    long bytesDown() {
        return down.get();
    }

    void reset() {
        roundTrips.set(0);
        up.set(0);
        down.set(0);
    }

    void trip() {
        roundTrips.incrementAndGet();
    }

    void up(byte[] bytes) {
        up.addAndGet(bytes.length);
        recordings.forEach(recording -> recording.add(bytes));
    }

    void down(int bytes) {
        down.addAndGet(bytes);
    }

    TcpProxy.Recording record() {
        Kept recording = new Kept();
        recordings.add(recording);
        return recording;
    }

    private final class Kept implements TcpProxy.Recording {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        synchronized void add(byte[] more) {
            bytes.writeBytes(more);
        }

        @Override
        public synchronized byte[] bytes() {
            return bytes.toByteArray();
        }

        @Override
        public boolean contains(byte[] sought) {
            // In Latin-1 each byte is a character.
            String all = new String(bytes(), StandardCharsets.ISO_8859_1);
            return all.contains(new String(sought, StandardCharsets.ISO_8859_1));
        }

        @Override
        public void close() {
            recordings.remove(this);
        }
    }
}
