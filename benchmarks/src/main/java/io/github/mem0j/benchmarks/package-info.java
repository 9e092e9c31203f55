/** mem0j beside the bare floor and beside its peers: what {@code benchmarks/run} runs. */
@NullMarked
package io.github.mem0j.benchmarks;

import org.jspecify.annotations.NullMarked;
