package io.github.mem0j.cache.model;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;

/** Visits all states that can be reached. */
final class Checker {
    /**
     * What was found.
     *
     * @param states how many states were visited
     * @param broken the property that does not hold, or null
     * @param trace the steps that break it: few, if the search was for them
     */
    record Result(int states, String broken, List<String> trace) {
        boolean holds() {
            return broken == null;
        }

        String story() {
            return holds() ? "holds in all states" : broken + "\n    " + String.join("\n    ", trace);
        }
    }

    private static final int MOST_STATES = 3_000_000;

    private record Node(State state, Path path) {}

    private record Path(Path before, Actor actor, String step) {
        String told() {
            return actor == null ? "Redis: " + step : actor.told(step);
        }
    }

    private final Config config;
    private final boolean shortest;
    private final Visited visited = new Visited();
    private final Deque<Node> open = new ArrayDeque<>();

    private Checker(Config config, boolean shortest) {
        this.config = config;
        this.shortest = shortest;
    }

    /** Depth first, which needs little memory; what it finds is told by the shortest way there. */
    static Result check(Config config) {
        Result result = new Checker(config, false).run();
        return result.holds() ? result : refute(config);
    }

    /** Breadth first: the counterexample is as short as can be. */
    static Result refute(Config config) {
        return new Checker(config, true).run();
    }

    private Result run() {
        State first = new State(config);
        visited.add(first.pack());
        open.add(new Node(first, null));
        while (!open.isEmpty()) {
            Node node = shortest ? open.pollFirst() : open.pollLast();
            List<Node> following = new ArrayList<>();
            successors(node, following);
            for (Node next : following) {
                String broken = Properties.broken(next.state);
                if (broken != null) {
                    return new Result(visited.size(), broken, steps(next.path));
                }
                if (visited.add(next.state.pack())) {
                    open.addLast(next);
                }
                if (visited.size() > MOST_STATES) {
                    throw new IllegalStateException("more states than one can wait for: " + config);
                }
            }
        }
        return new Result(visited.size(), null, List.of());
    }

    private static void successors(Node node, List<Node> following) {
        State state = node.state;
        Next next = (actor, step) -> {
            State copy = state.copy();
            following.add(new Node(copy, new Path(node.path, actor, step)));
            return copy;
        };
        for (int w = 0; w < state.writers.length; w++) {
            WriteSteps.of(state, w, next);
        }
        for (int r = 0; r < state.readers.length; r++) {
            ReadSteps.of(state, r, next);
        }
        for (int j = 0; j < state.jvms.length; j++) {
            JvmSteps.of(state, j, next);
        }
        RedisSteps.of(state, next);
    }

    private static List<String> steps(Path last) {
        List<String> steps = new ArrayList<>();
        for (Path path = last; path != null; path = path.before) {
            steps.add(path.told());
        }
        Collections.reverse(steps);
        return steps;
    }
}
