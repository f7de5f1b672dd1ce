/**
 * How modules talk: the outbox, the relay that puts its events in line, the log with a cursor per module and shard, the
 * dispatcher that posts events to each module's bus, parked and delayed events, and the jobs. Knows no module; works in
 * any Spring Boot application with a DataSource. Owns the tables outbox, outbox_sequence, consumer, consumer_cursor,
 * parked_event, parked_attempt, dead_letter_act, delayed_event, rate_cap and shedlock.
 */
@NullMarked
package dev.orderly.messaging;

import org.jspecify.annotations.NullMarked;
