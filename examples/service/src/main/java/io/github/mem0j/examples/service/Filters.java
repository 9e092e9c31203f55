package io.github.mem0j.examples.service;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.mem0j.model.Field;
import io.github.mem0j.model.MemoryFilter;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;

/**
 * Filters as mem0 writes them: {@code {"topic": "tea", "rank": {"gte": 3}, "OR": [{…}, {…}]}}. What stands side by side
 * must all hold; {@code "*"} is any value; {@code created_at} and {@code updated_at} are times.
 */
final class Filters {
    private static final String HINT =
            "it looks like {\"topic\": \"tea\", \"rank\": {\"gte\": 3}}; there are eq, ne, gt,"
                    + " gte, lt, lte, in, nin, contains, and AND, OR, NOT around lists of filters";

    private Filters() {}

    static MemoryFilter of(JsonNode object) {
        if (!object.isObject()) {
            throw malformed("'filters' is no object");
        }
        List<MemoryFilter> all = new ArrayList<>();
        object.properties().forEach(entry -> all.add(of(entry.getKey(), entry.getValue())));
        return MemoryFilter.and(all);
    }

    private static MemoryFilter of(String name, JsonNode value) {
        return switch (name) {
            case "AND" -> MemoryFilter.and(list(name, value));
            case "OR" -> MemoryFilter.or(list(name, value));
            case "NOT" -> MemoryFilter.or(list(name, value)).negate();
            default -> condition(name, value);
        };
    }

    private static List<MemoryFilter> list(String name, JsonNode value) {
        if (!value.isArray() || value.isEmpty()) {
            throw malformed("'" + name + "' has no list of filters");
        }
        List<MemoryFilter> filters = new ArrayList<>();
        value.forEach(each -> filters.add(of(each)));
        return filters;
    }

    private static MemoryFilter condition(String name, JsonNode value) {
        boolean time = name.equals("created_at") || name.equals("updated_at");
        Field field = time ? time(name) : MemoryFilter.where(name);
        if (!value.isObject()) {
            return value.isTextual() && value.textValue().equals("*")
                    ? field.exists()
                    : field.eq(time ? instant(value) : Values.value("filters", value));
        }
        List<MemoryFilter> all = new ArrayList<>();
        value.properties().forEach(entry -> all.add(compared(field, time, entry.getKey(), entry.getValue())));
        if (all.isEmpty()) {
            throw malformed("a filter has no condition");
        }
        return MemoryFilter.and(all);
    }

    private static MemoryFilter compared(Field field, boolean time, String operator, JsonNode value) {
        if (operator.equals("in") || operator.equals("nin")) {
            if (!value.isArray()) {
                throw malformed("'" + operator + "' has no list");
            }
            List<Object> values = new ArrayList<>();
            value.forEach(each -> values.add(time ? instant(each) : Values.scalar("filters", each)));
            return operator.equals("in") ? field.in(values) : field.nin(values);
        }
        Object operand = time ? instant(value) : Values.value("filters", value);
        return switch (operator) {
            case "eq" -> field.eq(operand);
            case "ne" -> field.ne(operand);
            case "gt" -> field.gt(operand);
            case "gte" -> field.gte(operand);
            case "lt" -> field.lt(operand);
            case "lte" -> field.lte(operand);
            case "contains" -> field.contains(operand);
            default -> throw malformed("a filter has an operator that is not known");
        };
    }

    private static Field time(String name) {
        return name.equals("created_at") ? MemoryFilter.createdAt() : MemoryFilter.updatedAt();
    }

    private static Instant instant(JsonNode value) {
        try {
            return Instant.parse(value.asText());
        } catch (DateTimeParseException e) {
            throw malformed("a time in 'filters' does not look like 2026-01-31T12:00:00Z");
        }
    }

    private static Problem malformed(String error) {
        return Problem.badRequest(error, HINT);
    }
}
