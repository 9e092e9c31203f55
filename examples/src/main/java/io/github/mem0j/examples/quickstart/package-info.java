/**
 * The quickstart, {@code mvn -q -Pquickstart}: remembers a conversation with a real embedding model in this JVM and
 * answers questions from it. {@link io.github.mem0j.examples.quickstart.Quickstart} is where to start.
 */
@NullMarked
package io.github.mem0j.examples.quickstart;

import org.jspecify.annotations.NullMarked;
