package io.github.mem0j.transfer;

/**
 * What was brought over.
 *
 * @param memories how many memories
 * @param relations how many relations
 * @param relationsSkipped relations left out because one end is not there: deleted while the source was being read,
 *     or expired since
 */
public record TransferReport(long memories, long relations, long relationsSkipped) {}
