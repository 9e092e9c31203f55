package io.github.mem0j.examples.quickstart;

import static java.util.Objects.requireNonNull;

import io.github.mem0j.AgentMemory;
import io.github.mem0j.UserMemory;
import io.github.mem0j.model.Memory;
import io.github.mem0j.store.StoreAdmin;
import java.util.List;

/** One run over an open memory: remember, ask, report. */
final class Session {
    private static final String COMMAND = "mvn -q -Pquickstart";
    private static final int NEWEST = 5;

    private final Settings settings;
    private final Conversation conversation;
    private final AgentMemory agent;
    private final UserMemory memory;
    private final Report report;

    Session(Settings settings, Conversation conversation, AgentMemory agent, Report report) {
        this.settings = settings;
        this.conversation = conversation;
        this.agent = agent;
        this.memory = agent.forUser("quickstart");
        this.report = report;
    }

    void run(LocalModel model, TimedEmbedder embedder, Timings timings) {
        // Without a file of the user's, a memory that holds something is asked, not added to.
        boolean holdsSomething =
                !memory.list(request -> request.withLimit(1)).memories().isEmpty();
        boolean add = settings.file() != null || !holdsSomething;
        if (add) {
            List<Turn> turns = conversation.turns();
            report.line("Remembering %s: %,d turns", conversation.name(), turns.size());
            new Remembering(memory, model, timings, report).remember(turns);
            agent.save();
            if (!Language.looksEnglish(turns)) {
                report.line(
                        "  Most of this does not look English. The model was made for English: matches will be weak.");
            }
        } else {
            report.line(
                    "%s holds %,d memories of earlier runs; nothing was added",
                    requireNonNull(settings.memory()),
                    StoreAdmin.of(agent.store()).count(memory.scope()));
        }
        String ask = settings.ask();
        if (ask != null) {
            new Asking(memory, embedder, timings, report).ask(new Shipped.Question(ask, List.of()));
        } else if (settings.file() == null && holdsConversation()) {
            askShipped(new Asking(memory, embedder, timings, report));
        } else {
            newest();
        }
        report.line("");
        timings.print(report);
        next();
    }

    private boolean holdsConversation() {
        List<Turn> turns = conversation.turns();
        return memory.get(turns.stream().map(Turn::id).toList()).size() == turns.size();
    }

    private void askShipped(Asking asking) {
        List<Shipped.Question> questions = Shipped.questions(conversation);
        report.line("");
        report.line(
                "Asking %d questions; each line is score, date, speaker, text; * marks what answers", questions.size());
        questions.forEach(asking::ask);
        report.line("");
        report.line(
                "recall@%d %.2f on %d questions (a set adjusted to this model, not a benchmark)",
                Asking.TOP, asking.recall(), questions.size());
    }

    private void newest() {
        report.line("");
        report.line("The newest memories:");
        for (Memory one : memory.list(request -> request.withLimit(NEWEST)).memories()) {
            report.memory("  ", one);
        }
    }

    private void next() {
        String kept = (settings.file() == null ? "" : " -Dquickstart.file=" + settings.file())
                + (settings.memory() == null ? "" : " -Dquickstart.memory=" + settings.memory());
        report.line("");
        report.line("Next");
        report.line("  ask it:             %s%s -Dquickstart.ask=\"…\"", COMMAND, kept);
        if (settings.file() == null) {
            report.line("  your conversation:  %s -Dquickstart.file=F -Dquickstart.ask=\"…\"", COMMAND);
            report.line("                      each line of F like %s", TurnParser.EXPECTED);
        }
        if (settings.memory() == null) {
            report.line("  keep the memory:    add -Dquickstart.memory=M; the next run starts from it");
        }
    }
}
