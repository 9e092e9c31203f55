package io.github.mem0j.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The folder with a JSON file for each family, beside the report made of them. */
record Results(Path module) {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    Path folder() {
        return module.resolve("results");
    }

    Path report() {
        return module.resolve("RESULTS.md");
    }

    /** What people say about the figures; goes into the report as it is. */
    Path notes() {
        return module.resolve("notes.md");
    }

    void save(Outcome outcome) throws IOException {
        Files.createDirectories(folder());
        Files.writeString(file(outcome.family()), JSON.writeValueAsString(outcome) + "\n");
    }

    /** Of the last full run of it. */
    Optional<Outcome> load(String family) throws IOException {
        Path file = file(family);
        return Files.exists(file)
                ? Optional.of(JSON.readValue(Files.readString(file), Outcome.class))
                : Optional.empty();
    }

    private Path file(String family) {
        return folder().resolve(family + ".json");
    }
}
