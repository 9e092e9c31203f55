package io.github.mem0j.drills;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Rows, one JSON file each. */
final class Results {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private final Path folder;

    Results(Path folder) {
        this.folder = folder;
    }

    void write(DrillRow row) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(file(row.name()), JSON.writeValueAsString(row) + "\n");
    }

    Optional<DrillRow> read(Drill drill) throws IOException {
        Path file = file(drill.name());
        return Files.exists(file) ? Optional.of(JSON.readValue(file.toFile(), DrillRow.class)) : Optional.empty();
    }

    private Path file(String name) {
        return folder.resolve(name + ".json");
    }
}
