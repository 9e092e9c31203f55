package io.github.mem0j.examples.quickstart;

import io.github.mem0j.embedder.EmbedderException;
import io.github.mem0j.store.MemoryStoreException;
import java.io.PrintStream;
import java.util.Properties;
import java.util.function.Supplier;

/**
 * Remembers a conversation and answers questions from it: {@code mvn -q -Pquickstart}, with
 *
 * <ul>
 *   <li>{@code -Dquickstart.file=F}: the conversation, JSON lines {@code {"at": …, "speaker": …, "text": …}}; without
 *       it the one that comes along, with its own questions;
 *   <li>{@code -Dquickstart.ask="…"}: what to ask instead;
 *   <li>{@code -Dquickstart.memory=M}: a file for the memory. The next run knows what is in it, and embeds only what is
 *       new. Without a file F, a memory that holds something is asked and not added to;
 *   <li>{@code -Dquickstart.jdbc=jdbc:postgresql://…}: a PostgreSQL database with pgvector for it, instead of a file;
 *   <li>{@code -Dquickstart.neo4j=bolt://…}: a Neo4j for it, as nodes of the label {@code Quickstart}.
 * </ul>
 *
 * <p>Exit status: 0, or 2 for what the caller can put right, or 1 if the model fails.
 */
public final class Quickstart {
    private Quickstart() {}

    public static void main(String[] args) {
        int status = run(
                System.getProperties(),
                BgeEmbedder::new,
                Terminal.utf8(System.out),
                Terminal.utf8(System.err),
                Terminal.isInteractive());
        if (status != 0) {
            System.exit(status);
        }
    }

    static int run(
            Properties properties, Supplier<LocalModel> model, PrintStream out, PrintStream err, boolean console) {
        try {
            run(Settings.of(properties), model, new Report(out, console));
            return 0;
        } catch (UserMistake | MemoryStoreException e) {
            err.println(e.getMessage());
            return 2;
        } catch (EmbedderException e) {
            err.println(e.getMessage());
            return 1;
        }
    }

    private static void run(Settings settings, Supplier<LocalModel> models, Report report) {
        Conversation conversation =
                settings.file() == null ? Shipped.conversation() : Conversation.read(settings.file());
        long start = System.nanoTime();
        LocalModel model = models.get();
        report.line(
                "Embedding model %s, loaded in %s; it runs in this JVM",
                model.space(), Timings.human(System.nanoTime() - start));
        Timings timings = new Timings();
        TimedEmbedder embedder = new TimedEmbedder(model, timings);
        try (Place place = Place.open(settings, embedder)) {
            new Session(settings, conversation, place.agent(), report).run(model, embedder, timings);
        }
    }
}
