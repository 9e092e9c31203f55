package io.github.mem0j.examples.quickstart;

import io.github.mem0j.AgentMemory;
import io.github.mem0j.UserMemory;
import io.github.mem0j.embedder.InputType;
import io.github.mem0j.model.Embedding;
import io.github.mem0j.model.Memory;
import io.github.mem0j.store.SearchRequest;
import io.github.mem0j.store.StoreAdmin;
import java.util.List;

/** One run over an open memory: remember, ask, report. */
final class Session {
    private static final String COMMAND = "mvn -q -Pquickstart";
    private static final int NEWEST = 5;
    private static final int SEARCHES = 5_000;
    private static final long SEARCH_NANOS = 500_000_000L;

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
            new Remembering(memory, model, embedder, timings, report).remember(turns);
            agent.save();
            if (!Language.looksEnglish(turns)) {
                report.line(
                        "  Most of this does not look English. The model was made for English: matches will be weak.");
            }
        } else {
            report.line(
                    "%s holds %,d memories of earlier runs; nothing was added",
                    settings.memory() == null ? "The database" : settings.memory(),
                    StoreAdmin.of(agent.store()).count(memory.scope()));
        }
        String ask = settings.ask();
        if (ask != null) {
            new Asking(memory, embedder, timings, report).ask(new Shipped.Question(ask, List.of()));
            searchAgain(model, ask, timings);
        } else if (settings.file() == null && holdsConversation()) {
            List<Shipped.Question> questions = Shipped.questions(conversation);
            askShipped(questions, new Asking(memory, embedder, timings, report));
            searchAgain(model, questions.get(0).ask(), timings);
        } else {
            newest();
        }
        timings.print(report);
        next();
    }

    private boolean holdsConversation() {
        List<Turn> turns = conversation.turns();
        return memory.get(turns.stream().map(Turn::id).toList()).size() == turns.size();
    }

    private void askShipped(List<Shipped.Question> questions, Asking asking) {
        report.line("");
        report.line(
                "Asking %d questions; each line is score, date, speaker, text; * marks what answers", questions.size());
        questions.forEach(asking::ask);
        report.line("");
        report.line(
                "recall@%d %.2f on %d questions (a set adjusted to this model, not a benchmark)",
                Asking.TOP, asking.recall(), questions.size());
    }

    /** What a search takes once the JVM has compiled it: a new process has not. */
    private void searchAgain(LocalModel model, String question, Timings timings) {
        Embedding embedding = model.embed(List.of(question), InputType.QUERY).get(0);
        SearchRequest request =
                SearchRequest.of(memory.scope(), model.space(), embedding).withLimit(Asking.TOP);
        long began = System.nanoTime();
        for (int i = 0; i < SEARCHES && System.nanoTime() - began < SEARCH_NANOS; i++) {
            long start = System.nanoTime();
            agent.store().search(request);
            timings.add("the same search again and again", System.nanoTime() - start);
        }
    }

    private void newest() {
        report.line("");
        report.line("The newest memories:");
        for (Memory one : memory.list(request -> request.withLimit(NEWEST)).memories()) {
            report.memory("  ", one);
        }
    }

    private void next() {
        String kept = settings.memory() != null
                ? " -Dquickstart.memory=" + settings.memory()
                : settings.jdbc() != null
                        ? " -Dquickstart.jdbc=…" // it may hold a password
                        : settings.neo4j() != null
                                ? " -Dquickstart.neo4j=…"
                                : settings.file() != null ? " -Dquickstart.file=" + settings.file() : "";
        report.line("");
        report.line("Next");
        report.line("  ask it:             %s%s -Dquickstart.ask=\"…\"", COMMAND, kept);
        if (settings.file() == null) {
            report.line("  your conversation:  %s -Dquickstart.file=F -Dquickstart.ask=\"…\"", COMMAND);
            report.line("                      each line of F like %s", TurnParser.EXPECTED);
        }
        if (settings.neo4j() != null) {
            report.line(
                    "  see the graph:      MATCH p = (:%s)-[:RELATES_TO]->() RETURN p LIMIT 100, in Neo4j Browser",
                    Place.LABEL);
        }
        if (!settings.keeps()) {
            report.line("  keep the memory:    add -Dquickstart.memory=M; the next run starts from it");
        }
    }
}
