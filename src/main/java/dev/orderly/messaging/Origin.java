package dev.orderly.messaging;

/**
 * Where an event comes from that was not born in this database.
 *
 * @param site the site where it was born
 * @param position its position in that site's log, in the shard that it has here too
 * @param sourcePosition its position in the log that it came here from: the hub's, or at the hub the site's own
 */
public record Origin(String site, long position, long sourcePosition) {}
