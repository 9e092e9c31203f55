package io.github.mem0j.examples.service;

import java.util.function.Function;

/** Which endpoint a request is for. */
final class Routes {
    private final MemoryApi api;
    private final Health health;
    private final Page page = new Page();

    Routes(MemoryApi api, Health health) {
        this.api = api;
        this.health = health;
    }

    /** An endpoint and what the log calls it: a template, never what a caller sent. */
    record Route(String name, Function<Call, Reply> endpoint) {}

    Route of(Call call) {
        String first = call.path.get(0);
        if (call.path.size() == 2) {
            String second = call.path.get(1);
            if (first.equals("memories")) {
                return only(call, "DELETE", "/memories/{id}", of -> api.delete(of, second));
            }
            if (first.equals("users")) {
                return only(call, "DELETE", "/users/{user_id}", of -> api.erase(of, second));
            }
        } else if (call.path.size() == 1) {
            return switch (first) {
                case "memories" ->
                    call.method.equals("POST")
                            ? new Route("POST /memories", api::add)
                            : only(call, "GET", "/memories", api::list);
                case "search" -> only(call, "POST", "/search", api::search);
                case "relations" -> only(call, "POST", "/relations", api::relate);
                case "related" -> only(call, "GET", "/related", api::related);
                case "health" -> only(call, "GET", "/health", of -> health.reply());
                case "" -> only(call, "GET", "/", of -> page.html());
                case "page.css" -> only(call, "GET", "/page.css", of -> page.style());
                case "page.js" -> only(call, "GET", "/page.js", of -> page.script());
                default -> throw nothingHere();
            };
        }
        throw nothingHere();
    }

    private static Route only(Call call, String method, String path, Function<Call, Reply> endpoint) {
        if (!call.method.equals(method)) {
            throw Problem.of(405, "this cannot be asked so", "here is " + method + " " + path);
        }
        return new Route(method + " " + path, endpoint);
    }

    private static Problem nothingHere() {
        return Problem.of(
                404,
                "there is nothing at this path",
                "there are POST /memories, POST /search, GET /memories, POST /relations, GET /related, DELETE"
                        + " /memories/{id}, DELETE /users/{user_id} and GET /health");
    }
}
