/** The whole stack in a Spring Boot application, on the versions that Spring Boot manages. */
@NullMarked
package io.github.mem0j.examples.boot;

import org.jspecify.annotations.NullMarked;
