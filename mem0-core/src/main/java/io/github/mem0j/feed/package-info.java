/**
 * What changed in a store, for whoever has to follow: a companion store that answers walks along relations, or caches
 * that missed a write. A feed is a set of what is dirty, not a log: a consumer looks at the present state.
 */
@NullMarked
package io.github.mem0j.feed;

import org.jspecify.annotations.NullMarked;
