package io.github.mem0j.examples.quickstart;

import io.github.mem0j.UserMemory;
import io.github.mem0j.model.Memory;
import io.github.mem0j.model.Relation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Puts a conversation into a memory: each turn once, however often it is given, and tied to the one before. */
final class Remembering {
    static final String FOLLOWS = "follows";

    private static final int TURNS_AT_ONCE = 16;
    private static final int IDS_AT_ONCE = 1_000;
    private static final int LONG_TURNS_NAMED = 3;

    private final UserMemory memory;
    private final LocalModel model;
    private final TimedEmbedder embedder;
    private final Timings timings;
    private final Report report;

    Remembering(UserMemory memory, LocalModel model, TimedEmbedder embedder, Timings timings, Report report) {
        this.memory = memory;
        this.model = model;
        this.embedder = embedder;
        this.timings = timings;
        this.report = report;
    }

    void remember(List<Turn> turns) {
        Set<UUID> known = known(turns);
        List<Turn> fresh =
                turns.stream().filter(turn -> !known.contains(turn.id())).toList();
        if (!known.isEmpty()) {
            report.line("  %,d of %,d turns are remembered already", known.size(), turns.size());
        }
        if (fresh.isEmpty()) {
            return;
        }
        embedder.takeSpent();
        long start = System.nanoTime();
        add(fresh);
        relate(turns, known);
        long took = System.nanoTime() - start;
        report.line(
                "  %,d turns remembered in %s, %s each; %d %% of it embedding",
                fresh.size(),
                Timings.human(took),
                Timings.human(took / fresh.size()),
                100 * embedder.takeSpent() / took);
        nameLong(fresh);
    }

    private Set<UUID> known(List<Turn> turns) {
        List<UUID> ids = turns.stream().map(Turn::id).toList();
        Set<UUID> known = new HashSet<>();
        for (int from = 0; from < ids.size(); from += IDS_AT_ONCE) {
            memory.get(ids.subList(from, Math.min(from + IDS_AT_ONCE, ids.size()))).stream()
                    .map(Memory::id)
                    .forEach(known::add);
        }
        return known;
    }

    private void add(List<Turn> turns) {
        for (int from = 0; from < turns.size(); from += TURNS_AT_ONCE) {
            List<Turn> batch = turns.subList(from, Math.min(from + TURNS_AT_ONCE, turns.size()));
            report.progress(from, turns.size());
            long start = System.nanoTime();
            memory.addAll(batch.stream().map(Turn::memory).toList());
            timings.add("add one turn of a batch, embedding included", (System.nanoTime() - start) / batch.size());
        }
        report.endProgress();
    }

    /** Ties each turn to the one before it in the conversation, unless that was done by an earlier run. */
    private void relate(List<Turn> turns, Set<UUID> known) {
        List<Relation> relations = new ArrayList<>();
        for (int i = 1; i < turns.size(); i++) {
            UUID turn = turns.get(i).id();
            UUID before = turns.get(i - 1).id();
            if (!known.contains(turn) || !known.contains(before)) {
                relations.add(Relation.of(turn, before, FOLLOWS));
            }
        }
        for (int from = 0; from < relations.size(); from += IDS_AT_ONCE) {
            memory.relate(relations.subList(from, Math.min(from + IDS_AT_ONCE, relations.size())));
        }
    }

    /** Says of turns that the model does not read to their end what search can find them by. */
    private void nameLong(List<Turn> turns) {
        int found = 0;
        for (Turn turn : turns) {
            String shown = turn.shown();
            int readable = model.readable(shown);
            if (readable < shown.length() && ++found <= LONG_TURNS_NAMED) {
                int lead = shown.length() - turn.text().length();
                report.line(
                        "  Line %d has %,d characters; the model reads the first %,d, so search finds it by those",
                        turn.line(), turn.text().length(), Math.max(0, readable - lead));
            }
        }
        if (found > LONG_TURNS_NAMED) {
            report.line("  %,d more turns are longer than the model reads", found - LONG_TURNS_NAMED);
        }
        if (found > 0) {
            report.line("  The memory keeps every text whole.");
        }
    }
}
