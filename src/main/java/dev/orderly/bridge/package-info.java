/**
 * Carries events between databases. The exporter tells this database's log to a broker; for each other site a receiver
 * takes in what that site's log says, each event once. Works over any {@link dev.orderly.broker.Broker}, and does nothing
 * where there is none. Owns the tables received, exported and foreign_event.
 */
@NullMarked
package dev.orderly.bridge;

import org.jspecify.annotations.NullMarked;
