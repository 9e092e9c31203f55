/**
 * Drills: servers and hosts are killed under load, every answer is compared with what was acknowledged, and what was lost is
 * counted. {@code benchmarks/run drills} runs the full forms and writes docs/drills.md.
 */
@NullMarked
package io.github.mem0j.drills;

import org.jspecify.annotations.NullMarked;
