package io.github.mem0j.feed;

import io.github.mem0j.model.Memory;
import io.github.mem0j.store.Deadline;
import io.github.mem0j.store.Degradation;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.GetResult;
import io.github.mem0j.store.MemoryStore;
import io.github.mem0j.store.MemoryStoreException;
import io.github.mem0j.store.Provenance;
import io.github.mem0j.store.RelatedRequest;
import io.github.mem0j.store.RelatedResult;
import io.github.mem0j.store.RelatedResult.Node;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Walks along the companion's relations, if it is not behind for the owner. A memory on the way that the primary does not
 * have went meanwhile: then it is for the primary to say what comes in its place.
 */
final class CompanionWalks {
    private static final Logger log = LoggerFactory.getLogger(CompanionWalks.class);

    private final MemoryStore primary;
    private final MemoryStore companion;
    private final ChangeFeed feed;
    private final String consumer;
    private final Duration maxLag;
    private final Duration timeout;

    CompanionWalks(
            MemoryStore primary,
            MemoryStore companion,
            ChangeFeed feed,
            String consumer,
            Duration maxLag,
            Duration timeout) {
        this.primary = primary;
        this.companion = companion;
        this.feed = feed;
        this.consumer = consumer;
        this.maxLag = maxLag;
        this.timeout = timeout;
    }

    /** Empty if the primary has to answer. */
    Optional<RelatedResult> related(RelatedRequest request) {
        if (request.deadline() != null && request.deadline().isPassed()) {
            return Optional.empty();
        }
        try {
            return feed.isCurrent(consumer, request.scope(), maxLag) ? walk(request) : Optional.empty();
        } catch (MemoryStoreException e) {
            log.debug("The companion cannot answer; the primary does", e);
            return Optional.empty();
        }
    }

    private Optional<RelatedResult> walk(RelatedRequest request) {
        RelatedResult walked = companion.related(plain(request));
        Provenance provenance = walked.provenance();
        if (provenance.degradations().contains(Degradation.STALE)) {
            return Optional.empty();
        }
        if (walked.nodes().isEmpty()) {
            return Optional.of(walked);
        }
        List<UUID> ids = walked.nodes().stream().map(node -> node.memory().id()).toList();
        GetResult read = primary.get(new GetRequest(request.scope(), ids, request.withEmbeddings(), request.options()));
        Map<UUID, Memory> found = new HashMap<>();
        read.memories().forEach(memory -> found.put(memory.id(), memory));
        List<Node> nodes = new ArrayList<>();
        for (Node node : walked.nodes()) {
            Memory memory = found.get(node.memory().id());
            if (memory == null) {
                return Optional.empty();
            }
            nodes.add(new Node(memory, node.depth()));
        }
        return Optional.of(new RelatedResult(nodes, walked.capped(), both(provenance, read.provenance())));
    }

    /** Without vectors, which the primary gives, and not waited for forever. */
    private RelatedRequest plain(RelatedRequest request) {
        RelatedRequest plain = new RelatedRequest(
                request.scope(),
                request.id(),
                request.types(),
                request.depth(),
                request.limit(),
                request.maxVisited(),
                false,
                request.options());
        return plain.withOptions(plain.options().withDeadline(Deadline.after(patience(request.deadline()))));
    }

    /** At most half of what is left: a companion that hangs leaves the primary time to answer. */
    private Duration patience(@Nullable Deadline given) {
        return given == null
                ? timeout
                : Duration.ofNanos(Math.max(1, Math.min(timeout.toNanos(), given.remainingNanos() / 2)));
    }

    /** The walk's, narrowed by what was read. */
    private static Provenance both(Provenance walked, Provenance read) {
        Provenance both = walked.agedAtLeast(read.age());
        for (Degradation degradation : read.degradations()) {
            both = both.degraded(degradation);
        }
        both = read.freshFor() == null ? both : both.freshForAtMost(read.freshFor());
        return read.storable() ? both : both.notStorable();
    }
}
