package io.github.mem0j.drills;

import io.github.mem0j.AgentMemory;
import io.github.mem0j.MemoryText;
import io.github.mem0j.UserMemory;
import io.github.mem0j.cache.CachingEmbedder;
import io.github.mem0j.embedder.Embedder;
import io.github.mem0j.embedder.EmbedderException;
import io.github.mem0j.embedder.InputType;
import io.github.mem0j.model.Embedding;
import io.github.mem0j.model.NewMemory;
import io.github.mem0j.resilience.CircuitBreaker;
import io.github.mem0j.resilience.ResilientEmbedder;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** The model hangs, fails, and gives vectors of another length. */
final class EmbedderFails implements Drill {
    private static final int THREADS = 6;

    @Override
    public String name() {
        return "embedder-fails";
    }

    @Override
    public String load() {
        return "1 JVM, 6 threads, texts: add, search, list; the embedder's breaker opens for 0.3 s";
    }

    @Override
    public String faults() {
        return "the embedder hangs; fails; gives vectors of another dimension";
    }

    /** What the model does. */
    private enum Mode {
        WELL,
        HANGS,
        FAILS,
        OTHER_DIMENSION
    }

    /** A model that can be disturbed. */
    private static final class Model implements Embedder {
        volatile Mode mode = Mode.WELL;

        @Override
        public List<Embedding> embed(List<String> texts, InputType type) {
            switch (mode) {
                case HANGS -> hang();
                case FAILS -> throw new EmbedderException("the model is down", null);
                default -> {}
            }
            int dimensions = mode == Mode.OTHER_DIMENSION ? 3 : dimensions();
            return texts.stream().map(text -> vector(text, dimensions)).toList();
        }

        private void hang() {
            try {
                while (mode == Mode.HANGS) {
                    TimeUnit.MILLISECONDS.sleep(10);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new EmbedderException("interrupted", e);
            }
        }

        private static Embedding vector(String text, int dimensions) {
            Random random = new Random(text.hashCode());
            float[] vector = new float[dimensions];
            for (int i = 0; i < dimensions; i++) {
                vector[i] = (float) random.nextGaussian();
            }
            return Embedding.of(vector);
        }

        @Override
        public String modelId() {
            return Stack.SPACE.model();
        }

        @Override
        public int dimensions() {
            return Stack.SPACE.dimensions();
        }
    }

    @Override
    public DrillRow run(DrillRun run) throws Exception {
        String name = run.newName(this);
        Model model = new Model();
        Duration outage = run.millis(600, 20_000);
        try (Exercise exercise = new Exercise(run, this)) {
            exercise.stacks.add(run.settings(name).open());
            CircuitBreaker breaker =
                    CircuitBreaker.embedder().openFor(Duration.ofMillis(300)).build();
            ResilientEmbedder resilient = ResilientEmbedder.builder(model)
                    .deadline(run.millis(400, 10_000))
                    .circuitBreaker(breaker)
                    .build();
            AgentMemory memory = AgentMemory.builder()
                    .store(exercise.stacks.get(0).store)
                    .embedder(CachingEmbedder.around(resilient))
                    .build();
            exercise.workWith(THREADS, number -> turn(exercise, memory, number));
            for (Mode mode : List.of(Mode.HANGS, Mode.FAILS, Mode.OTHER_DIMENSION)) {
                long failed = exercise.tally.failed();
                exercise.fault(mode.name(), () -> model.mode = mode);
                Pauses.lasting(outage);
                exercise.healed("well again", () -> model.mode = Mode.WELL);
                if (exercise.tally.failed() == failed) {
                    exercise.tally.wrongBeside("no call failed while the embedder did this: " + mode);
                }
            }
            exercise.stop();
            memory.close();
            resilient.close();
            return exercise.end(() -> run.settings(name).bare());
        }
    }

    /** Adds, and reads with a text that is new and so must be embedded, and without one. */
    private static boolean turn(Exercise exercise, AgentMemory memory, int number) {
        String owner = exercise.ownerOf(number);
        UserMemory user = memory.forUser(owner);
        Calls calls = new Calls(exercise.oracle, exercise.tally);
        UUID id = NewMemory.of("any", Embedding.of(1)).id();
        String text = exercise.oracle.owner(owner).newText();
        boolean added = calls.write(
                owner, id, text, () -> user.addAll(List.of(MemoryText.of(text).withId(id))));
        calls.list(owner, true, () -> user.list(request -> request.withLimit(1_000)));
        calls.search(owner, true, () -> user.search("about " + text, request -> request.withLimit(1_000)));
        return added;
    }
}
