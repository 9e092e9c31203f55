package io.github.mem0j.cache;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What the logs of all JVMs say of how old answers were. */
final class StalenessCheck {
    /** What a local cache may miss, and how long a load may take that somebody joined. */
    private static final long LEASE_AND_LOAD_NANOS = RedisFeed.LEASE_NANOS + 1_000_000_000L;

    /** From the healing on, until what Redis was not told is told; and the load. */
    private static final long HEALING_AND_LOAD_NANOS = 2_000_000_000L + 1_000_000_000L;

    /** When a JVM could not reach Redis. */
    record Outage(int jvm, long from, long to) {}

    private final List<Outage> outages;
    private final List<List<StalenessLog.Write>> writes = new ArrayList<>();
    private final Map<String, Integer> sources = new TreeMap<>();
    private int reads;
    private int notTold;
    private int written;
    private int staleReads;

    /** Reads in the writing JVM that are older than its last acknowledged write. */
    private int ownWritesMissed;

    /** By how much reads were older than writes of which Redis was told at once. */
    private final List<Long> afterTold = new ArrayList<>();

    /** The same for other writes, from the healing on. */
    private final List<Long> afterHealing = new ArrayList<>();

    StalenessCheck(List<StalenessLog> logs, List<Outage> outages) {
        this.outages = outages;
        for (int user = 0; user < StalenessRun.USERS; user++) {
            writes.add(new ArrayList<>());
        }
        for (StalenessLog log : logs) {
            for (StalenessLog.Write write : log.writes()) {
                writes.get(write.user()).add(write);
                written++;
                notTold += write.told() ? 0 : 1;
            }
        }
        for (List<StalenessLog.Write> ofUser : writes) {
            ofUser.sort((a, b) -> Long.compare(a.version(), b.version()));
            for (int i = 0; i < ofUser.size(); i++) {
                if (ofUser.get(i).version() != i + 1) {
                    throw new IllegalStateException("a version is missing before " + ofUser.get(i));
                }
            }
        }
        for (int jvm = 0; jvm < logs.size(); jvm++) {
            for (StalenessLog.Read read : logs.get(jvm).reads()) {
                count(jvm, read);
            }
        }
    }

    private void count(int jvm, StalenessLog.Read read) {
        reads++;
        sources.merge(read.source(), 1, Integer::sum);
        List<StalenessLog.Write> ofUser = writes.get(read.user());
        long told = -1;
        long healed = Long.MIN_VALUE;
        boolean stale = false;
        // What it should have seen; acknowledged in this order.
        for (int i = (int) read.version(); i < ofUser.size(); i++) {
            StalenessLog.Write missed = ofUser.get(i);
            if (missed.acknowledged() > read.begin()) {
                break;
            }
            stale = true;
            if (missed.told()) {
                told = Math.max(told, read.begin() - missed.acknowledged());
            } else {
                healed = Math.max(healed, read.begin() - healed(missed));
            }
        }
        staleReads += stale ? 1 : 0;
        if (stale && StalenessRun.writerOf(read.user()) == jvm) {
            ownWritesMissed++;
        }
        if (told >= 0) {
            afterTold.add(told);
        }
        if (healed != Long.MIN_VALUE) {
            afterHealing.add(Math.max(0, healed));
        }
    }

    /** When its JVM could reach Redis again; at once if it always could, but Redis was slow. */
    private long healed(StalenessLog.Write write) {
        return outages.stream()
                .filter(outage -> outage.jvm() == StalenessRun.writerOf(write.user()))
                .filter(outage -> write.acknowledged() >= outage.from() && write.acknowledged() <= outage.to())
                .mapToLong(Outage::to)
                .findFirst()
                .orElse(write.acknowledged());
    }

    int ownWritesMissed() {
        return ownWritesMissed;
    }

    long tooOldAfterTold() {
        return afterTold.stream().filter(age -> age > LEASE_AND_LOAD_NANOS).count();
    }

    int notTold() {
        return notTold;
    }

    int hits(String source) {
        return sources.getOrDefault(source, 0);
    }

    /** Reads that are older than is promised. */
    long violations() {
        return ownWritesMissed
                + tooOldAfterTold()
                + afterHealing.stream()
                        .filter(age -> age > HEALING_AND_LOAD_NANOS)
                        .count();
    }

    String report() {
        return String.format(
                Locale.ROOT,
                "%d reads, answered by %s; %d writes, Redis not told at once of %d%n"
                        + "  stale reads: %d, %.0f per million; of own writes: %d%n"
                        + "  after writes that Redis was told of: %s%n"
                        + "  after other writes, since the healing:  %s%n"
                        + "  older than promised: %d",
                reads,
                sources,
                written,
                notTold,
                staleReads,
                staleReads * 1e6 / reads,
                ownWritesMissed,
                ages(afterTold),
                ages(afterHealing),
                violations());
    }

    private static String ages(List<Long> nanos) {
        if (nanos.isEmpty()) {
            return "none stale";
        }
        List<Long> sorted = new ArrayList<>(nanos);
        Collections.sort(sorted);
        return String.format(
                Locale.ROOT,
                "%d stale, p99 %.1f ms, worst %.1f ms",
                sorted.size(),
                sorted.get(sorted.size() * 99 / 100) / 1e6,
                sorted.get(sorted.size() - 1) / 1e6);
    }
}
