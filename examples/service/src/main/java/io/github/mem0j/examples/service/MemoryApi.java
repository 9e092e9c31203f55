package io.github.mem0j.examples.service;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.mem0j.AgentMemory;
import io.github.mem0j.MemoryText;
import io.github.mem0j.UserMemory;
import io.github.mem0j.model.Memory;
import io.github.mem0j.model.MemoryFilter;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.model.Relation;
import io.github.mem0j.store.ListCursor;
import io.github.mem0j.store.ListRequest;
import io.github.mem0j.store.ListResult;
import io.github.mem0j.store.Provenance;
import io.github.mem0j.store.RelateResult;
import io.github.mem0j.store.RelatedRequest;
import io.github.mem0j.store.RelatedResult;
import io.github.mem0j.store.SearchRequest;
import io.github.mem0j.store.SearchResult;
import io.github.mem0j.store.StoreResult;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/** The endpoints. Each reads its request, makes one call of the memory and tells its answer. */
final class MemoryApi {
    private final AgentMemory memory;

    MemoryApi(AgentMemory memory) {
        this.memory = memory;
    }

    /** {@code POST /memories}. */
    Reply add(Call call) {
        Body body = call.body("user_id", "agent_id", "run_id", "text", "metadata");
        MemoryText text = MemoryText.of(body.text("text"));
        if (body.has("metadata")) {
            text = text.withMetadata(Values.metadata(body.get("metadata")));
        }
        UUID id = memory.forUser(scope(body)).add(text);
        return Reply.json(201, Body.JSON.createObjectNode().put("id", id.toString()));
    }

    /** {@code POST /search}. */
    Reply search(Call call) {
        Body body = call.body("user_id", "agent_id", "run_id", "query", "limit", "min_score", "filters");
        MemoryFilter filter = body.has("filters") ? Filters.of(body.get("filters")) : MemoryFilter.all();
        int limit = body.integer("limit", SearchRequest.DEFAULT_LIMIT);
        double minScore = body.number("min_score", 0);
        SearchResult found = user(body)
                .search(
                        body.text("query"),
                        request ->
                                request.withLimit(limit).withMinScore(minScore).withFilter(filter));
        ObjectNode answer = Body.JSON.createObjectNode();
        ArrayNode results = answer.putArray("results");
        for (SearchResult.Hit hit : found.hits()) {
            results.add(json(hit.memory()).put("score", hit.score()));
        }
        return told(answer, found);
    }

    /** {@code GET /memories?user_id=&limit=&cursor=}. */
    Reply list(Call call) {
        call.only("user_id", "limit", "cursor");
        UserMemory user = memory.forUser(call.user());
        String cursor = call.parameter("cursor");
        ListCursor after = cursor == null ? null : ListCursor.decode(cursor);
        int limit = call.integer("limit", ListRequest.DEFAULT_LIMIT);
        ListResult page = user.list(request -> request.withLimit(limit).after(after));
        ObjectNode answer = Body.JSON.createObjectNode();
        ArrayNode results = answer.putArray("results");
        page.memories().forEach(each -> results.add(json(each)));
        answer.put("next_cursor", page.next() == null ? null : page.next().encode());
        return told(answer, page);
    }

    /** {@code GET /related?user_id=&id=&depth=&limit=}. */
    Reply related(Call call) {
        call.only("user_id", "id", "depth", "limit");
        int depth = call.integer("depth", RelatedRequest.DEFAULT_DEPTH);
        int limit = call.integer("limit", RelatedRequest.DEFAULT_LIMIT);
        UUID id = Body.id("id", call.required("id"));
        RelatedResult walked = memory.forUser(call.user())
                .related(id, request -> request.withDepth(depth).withLimit(limit));
        ObjectNode answer = Body.JSON.createObjectNode();
        ArrayNode results = answer.putArray("results");
        for (RelatedResult.Node node : walked.nodes()) {
            results.add(json(node.memory()).put("depth", node.depth()));
        }
        answer.put("capped", walked.capped());
        return told(answer, walked);
    }

    /** {@code POST /relations}: without it nothing would be related. */
    Reply relate(Call call) {
        Body body = call.body("user_id", "agent_id", "run_id", "from", "to", "type", "weight");
        String type = body.has("type") ? body.text("type") : Relation.RELATES_TO;
        Relation relation = Relation.of(body.id("from"), body.id("to"), type).withWeight(body.number("weight", 1));
        RelateResult result = user(body).relate(List.of(relation));
        if (result.outcomes().get(0) != RelateResult.Outcome.APPLIED) {
            throw noSuchMemory();
        }
        return Reply.json(200, Body.JSON.createObjectNode().put("related", true));
    }

    /** {@code DELETE /memories/{id}?user_id=}. */
    Reply delete(Call call, String id) {
        call.only("user_id");
        if (!memory.forUser(call.user()).delete(Body.id("id", id))) {
            throw noSuchMemory();
        }
        return Reply.json(200, Body.JSON.createObjectNode().put("deleted", 1));
    }

    /** {@code DELETE /users/{user_id}}: for good. */
    Reply erase(Call call, String user) {
        call.only();
        long erased = memory.forUser(user).erase();
        return Reply.json(200, Body.JSON.createObjectNode().put("deleted", erased));
    }

    private static Problem noSuchMemory() {
        return Problem.of(404, "this user has no such memory", "GET /memories lists those there are");
    }

    private UserMemory user(Body body) {
        return memory.forUser(scope(body));
    }

    private static MemoryScope scope(Body body) {
        return new MemoryScope(null, body.text("user_id"), body.optionalText("agent_id"), body.optionalText("run_id"));
    }

    /** Where an answer comes from goes with it. */
    private static Reply told(ObjectNode answer, StoreResult result) {
        Provenance from = result.provenance();
        boolean cached = from.source().equals(Provenance.LOCAL) || from.source().equals(Provenance.REDIS);
        answer.put("cached", cached)
                .put("source", from.source())
                .put("age_ms", from.age().toMillis());
        ArrayNode degraded = answer.putArray("degraded");
        from.degradations().forEach(each -> degraded.add(each.name().toLowerCase(Locale.ROOT)));
        return Reply.json(200, answer);
    }

    private static ObjectNode json(Memory memory) {
        ObjectNode node = Body.JSON
                .createObjectNode()
                .put("id", memory.id().toString())
                .put("text", memory.text())
                .put("created_at", memory.createdAt().toString())
                .put("updated_at", memory.updatedAt().toString());
        node.set("metadata", Values.json(memory.metadata()));
        return node;
    }
}
