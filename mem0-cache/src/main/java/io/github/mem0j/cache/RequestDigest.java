package io.github.mem0j.cache;

import io.github.mem0j.model.MemoryFilter;
import io.github.mem0j.model.MemoryScope;
import io.github.mem0j.store.GetRequest;
import io.github.mem0j.store.ListRequest;
import io.github.mem0j.store.ReadRequest;
import io.github.mem0j.store.RelatedRequest;
import io.github.mem0j.store.SearchRequest;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Objects;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Names of owners and requests that say nothing about them: SHA-256, or HMAC-SHA-256 with a secret, of their fields as
 * msgpack, in which no value can be mistaken for a part of its neighbour. Two requests have the same name exactly if
 * they ask the same, whatever their {@linkplain ReadRequest#options() options}. Thread-safe.
 */
final class RequestDigest {
    /** Part of all of them; a new one is due whenever the fields below change. */
    private static final String VERSION = "ms-q1";

    private static final byte[] NO_FILTER = MemoryFilter.all().canonicalForm();

    private final String namespace;
    private final @Nullable SecretKeySpec secret;

    /**
     * Names within a namespace.
     *
     * @param secret without which a name cannot be told from what it names; null for none
     * @throws IllegalArgumentException if the secret is empty
     */
    RequestDigest(String namespace, byte @Nullable [] secret) {
        this.namespace = Objects.requireNonNull(namespace, "namespace");
        this.secret = secret == null ? null : new SecretKeySpec(secret, "HmacSHA256");
    }

    /** 32 bytes that are the same for all scopes of an owner. */
    byte[] owner(MemoryScope scope) {
        return digest(start("OWNER", scope));
    }

    /** 32 bytes. */
    byte[] request(ReadRequest request) {
        MemoryScope scope = request.scope();
        MsgpackWriter out =
                start(request.operation().name(), scope).string(scope.agent()).string(scope.run());
        if (request instanceof GetRequest get) {
            get(out, get);
        } else if (request instanceof SearchRequest search) {
            search(out, search);
        } else if (request instanceof ListRequest list) {
            list(out, list);
        } else {
            related(out, (RelatedRequest) request);
        }
        return digest(out);
    }

    private MsgpackWriter start(String operation, MemoryScope scope) {
        return new MsgpackWriter(0, 256)
                .string(VERSION)
                .string(namespace)
                .string(operation)
                .string(scope.ownerKey());
    }

    private static void get(MsgpackWriter out, GetRequest request) {
        out.bool(request.withEmbeddings()).array(request.ids().size());
        for (UUID id : request.ids()) {
            out.uuid(id);
        }
    }

    private static void search(MsgpackWriter out, SearchRequest request) {
        out.bool(request.withEmbeddings())
                .string(request.space().model())
                .integer(request.space().dimensions())
                .binary(request.embedding().digest())
                .integer(request.limit())
                .real(request.minScore() + 0.0) // -0 becomes +0
                .binary(filter(request.filter()));
    }

    private static void list(MsgpackWriter out, ListRequest request) {
        out.bool(request.withEmbeddings()).integer(request.limit()).binary(filter(request.filter()));
        ResultWriter.cursor(out, request.cursor());
    }

    private static void related(MsgpackWriter out, RelatedRequest request) {
        out.bool(request.withEmbeddings())
                .uuid(request.id())
                .integer(request.depth())
                .integer(request.limit())
                .integer(request.maxVisited())
                .array(request.types().size());
        request.types().stream().sorted().forEach(out::string);
    }

    private static byte[] filter(MemoryFilter filter) {
        return filter == MemoryFilter.all() ? NO_FILTER : filter.canonicalForm();
    }

    private byte[] digest(MsgpackWriter fields) {
        ByteBuffer bytes = fields.written();
        try {
            if (secret == null) {
                MessageDigest digest = MessageDigest.getInstance("SHA-256");
                digest.update(bytes);
                return digest.digest();
            }
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(secret);
            mac.update(bytes);
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every Java platform has SHA-256 and its HMAC", e);
        }
    }
}
