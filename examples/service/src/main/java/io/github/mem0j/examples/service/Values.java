package io.github.mem0j.examples.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.mem0j.model.Metadata;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Values of metadata and filters, from JSON and to it. */
final class Values {
    private Values() {}

    static Metadata metadata(JsonNode object) {
        if (!object.isObject()) {
            throw Problem.badRequest("'metadata' is no object", "it looks like {\"topic\": \"tea\", \"rank\": 3}");
        }
        Map<String, Object> values = new LinkedHashMap<>();
        object.properties().forEach(entry -> values.put(entry.getKey(), value("metadata", entry.getValue())));
        return Metadata.copyOf(values);
    }

    /** A scalar, or a list of scalars. */
    static Object value(String where, JsonNode node) {
        if (!node.isArray()) {
            return scalar(where, node);
        }
        List<Object> list = new ArrayList<>();
        node.forEach(element -> list.add(scalar(where, element)));
        return list;
    }

    static Object scalar(String where, JsonNode node) {
        if (node.isTextual()) {
            return node.textValue();
        }
        if (node.isBoolean()) {
            return node.booleanValue();
        }
        if (node.isIntegralNumber() && node.canConvertToLong()) {
            return node.longValue();
        }
        if (node.isFloatingPointNumber() && Double.isFinite(node.doubleValue())) {
            return node.doubleValue();
        }
        throw Problem.badRequest(
                "'" + where + "' has a value that cannot be kept",
                "use strings, booleans, whole numbers of 64 bits, numbers, or lists of one of these");
    }

    static ObjectNode json(Metadata metadata) {
        ObjectNode object = Body.JSON.createObjectNode();
        metadata.asMap().forEach((key, value) -> {
            if (value instanceof List<?> list) {
                ArrayNode array = object.putArray(key);
                list.forEach(array::addPOJO);
            } else {
                object.putPOJO(key, value);
            }
        });
        return object;
    }
}
