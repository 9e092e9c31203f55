/** A service on the whole stack: HTTP outside, PostgreSQL and Redis where given, and a page that shows what happens. */
@NullMarked
package io.github.mem0j.examples.service;

import org.jspecify.annotations.NullMarked;
