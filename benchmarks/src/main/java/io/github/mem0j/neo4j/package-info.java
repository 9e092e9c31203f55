/** What is measured of the Neo4j store beside the store itself. */
@NullMarked
package io.github.mem0j.neo4j;

import org.jspecify.annotations.NullMarked;
