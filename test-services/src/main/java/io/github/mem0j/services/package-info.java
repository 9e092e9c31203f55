/**
 * Real servers for tests, and faults on the way to them. The build starts what the machine does not offer, once, and
 * ends it with the build; see "Real servers in tests" in CONTRIBUTING.md.
 *
 * <ul>
 *   <li>{@link io.github.mem0j.services.Postgres}: PostgreSQL with pgvector, shared by the build; a database per test
 *       class.
 *   <li>{@link io.github.mem0j.services.OwnPostgres}: a server of the test's own, to stop, kill, pause and restart.
 *   <li>{@link io.github.mem0j.services.PgBouncer}: a pooler in front of either.
 *   <li>{@link io.github.mem0j.services.Redis}: shared by the build; a namespace per test class.
 *   <li>{@link io.github.mem0j.services.OwnRedis}: a server of the test's own, to stop, kill, pause, restart, and send back
 *       to an old snapshot.
 *   <li>{@link io.github.mem0j.services.TcpProxy}: counts round trips, and cuts, stalls and delays what passes.
 * </ul>
 */
@NullMarked
package io.github.mem0j.services;

import org.jspecify.annotations.NullMarked;
