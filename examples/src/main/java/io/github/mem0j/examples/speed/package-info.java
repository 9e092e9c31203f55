/** A small runner for the embedded store's search, until JMH takes over. Single-threaded. */
@NullMarked
package io.github.mem0j.examples.speed;

import org.jspecify.annotations.NullMarked;
