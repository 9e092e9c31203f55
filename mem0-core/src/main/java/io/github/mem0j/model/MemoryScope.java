package io.github.mem0j.model;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Whose memories an operation is about: an optional tenant, a user, and optionally one agent and one run of it.
 *
 * <p>Tenant and user together are the <em>owner</em>: the unit of isolation, caching and invalidation. An absent agent
 * or run means <em>any</em> in every operation except {@code add}, which stores "none". Identifiers are kept exactly as
 * given: blank, padded or control characters and more than 256 UTF-8 bytes are refused, and no character is a wildcard.
 *
 * @param tenant the host's customer, or null
 * @param user the person or account that the memories belong to
 * @param agent the agent that remembers, or null
 * @param run one conversation or task of the agent, or null
 */
public record MemoryScope(
        @Nullable String tenant,
        String user,
        @Nullable String agent,
        @Nullable String run) {
    public MemoryScope {
        tenant = tenant == null ? null : Checks.name("tenant", tenant);
        Checks.name("user", user);
        agent = agent == null ? null : Checks.name("agent", agent);
        run = run == null ? null : Checks.name("run", run);
    }

    /** All memories of a user, whichever agent or run they came from. */
    public static MemoryScope user(String user) {
        return new MemoryScope(null, user, null, null);
    }

    public MemoryScope withTenant(String tenant) {
        return new MemoryScope(Objects.requireNonNull(tenant, "tenant"), user, agent, run);
    }

    public MemoryScope withAgent(String agent) {
        return new MemoryScope(tenant, user, Objects.requireNonNull(agent, "agent"), run);
    }

    public MemoryScope withRun(String run) {
        return new MemoryScope(tenant, user, agent, Objects.requireNonNull(run, "run"));
    }

    /**
     * The owner as one string, {@code tenant/user} with {@code %} and {@code /} percent-escaped and an absent tenant
     * empty: two owners never share a key, and one tenant's owners are exactly the keys starting with {@code tenant/}.
     */
    public String ownerKey() {
        return (tenant == null ? "" : escape(tenant)) + "/" + escape(user);
    }

    /** The same owner with any agent and any run. */
    public MemoryScope owner() {
        return agent == null && run == null ? this : new MemoryScope(tenant, user, null, null);
    }

    /** Whether a memory stored under {@code stored} is within this scope. */
    public boolean covers(MemoryScope stored) {
        return user.equals(stored.user)
                && Objects.equals(tenant, stored.tenant)
                && (agent == null || agent.equals(stored.agent))
                && (run == null || run.equals(stored.run));
    }

    private static String escape(String part) {
        return part.replace("%", "%25").replace("/", "%2F");
    }
}
