package io.github.mem0j.testkit;

import io.github.mem0j.model.Memory;
import io.github.mem0j.store.RelatedRequest;
import io.github.mem0j.store.RelatedResult;
import io.github.mem0j.store.SearchRequest;
import io.github.mem0j.store.SearchResult;
import io.github.mem0j.store.StoreRequest;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Whether two stores' answers to one request mean the same, where more than one answer is right. */
final class AnswerComparison {
    private final double scoreTolerance;

    AnswerComparison(double scoreTolerance) {
        this.scoreTolerance = scoreTolerance;
    }

    boolean same(StoreRequest request, Answer expected, Answer actual) {
        if (expected.value() instanceof SearchResult left && actual.value() instanceof SearchResult right) {
            return sameHits((SearchRequest) request, left.hits(), right.hits());
        }
        if (expected.value() instanceof RelatedResult left && actual.value() instanceof RelatedResult right) {
            return left.capped() == right.capped() && sameNodes((RelatedRequest) request, left.nodes(), right.nodes());
        }
        return expected.value().equals(actual.value());
    }

    /** Among scores as near as the tolerance the order is free, and at the limit so is who got in. */
    private boolean sameHits(SearchRequest request, List<SearchResult.Hit> left, List<SearchResult.Hit> right) {
        if (scoreTolerance == 0 || left.size() != right.size()) {
            return left.equals(right);
        }
        int start = 0;
        while (start < left.size()) {
            int end = start;
            while (end < left.size() && near(left, start, left, end)) {
                if (!near(left, end, right, end)) {
                    return false;
                }
                end++;
            }
            boolean cut = end == left.size() && left.size() == request.limit();
            if (!cut && !memories(left, start, end).equals(memories(right, start, end))) {
                return false;
            }
            start = end;
        }
        return true;
    }

    private boolean near(List<SearchResult.Hit> a, int i, List<SearchResult.Hit> b, int j) {
        return Math.abs(a.get(i).score() - b.get(j).score()) <= scoreTolerance;
    }

    private static Set<Memory> memories(List<SearchResult.Hit> hits, int start, int end) {
        return hits.subList(start, end).stream().map(SearchResult.Hit::memory).collect(Collectors.toSet());
    }

    /** Within a depth the order is free, and so is who was left out of the depth that a bound cut. */
    private static boolean sameNodes(
            RelatedRequest request, List<RelatedResult.Node> left, List<RelatedResult.Node> right) {
        if (!depths(left).equals(depths(right))) {
            return false; // as many in each depth, nearest first
        }
        boolean cut = left.size() == Math.min(request.limit(), request.maxVisited());
        int last = cut ? left.get(left.size() - 1).depth() : Integer.MAX_VALUE;
        return before(last, left).equals(before(last, right))
                && left.stream()
                        .filter(node -> right.stream()
                                .anyMatch(other ->
                                        other.memory().id().equals(node.memory().id())))
                        .allMatch(new HashSet<>(right)::contains)
                && distinct(right);
    }

    private static List<Integer> depths(List<RelatedResult.Node> nodes) {
        return nodes.stream().map(RelatedResult.Node::depth).toList();
    }

    private static Set<RelatedResult.Node> before(int depth, List<RelatedResult.Node> nodes) {
        return nodes.stream().filter(node -> node.depth() < depth).collect(Collectors.toSet());
    }

    private static boolean distinct(List<RelatedResult.Node> nodes) {
        return nodes.stream().map(node -> node.memory().id()).distinct().count() == nodes.size();
    }
}
