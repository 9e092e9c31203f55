package io.github.mem0j.examples.service;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;

/**
 * What goes back.
 *
 * @param status of HTTP
 * @param type of the bytes
 * @param bytes all of them
 */
@SuppressWarnings("ArrayRecordComponent") // written once, right away
record Reply(int status, String type, byte[] bytes) {
    static final int RETRY_AFTER_SECONDS = 5;

    static Reply json(int status, JsonNode node) {
        return new Reply(status, "application/json", bytes(node));
    }

    static Reply of(Problem problem) {
        ObjectNode node = Body.JSON
                .createObjectNode()
                .put("status", problem.status)
                .put("error", problem.error)
                .put("hint", problem.hint);
        if (problem.outcome != null) {
            node.put("outcome", problem.outcome);
        }
        return new Reply(problem.status, "application/problem+json", bytes(node));
    }

    private static byte[] bytes(JsonNode node) {
        try {
            return Body.JSON.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
