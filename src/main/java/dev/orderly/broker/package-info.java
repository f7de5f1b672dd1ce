/**
 * What carries events between databases: a small port that each broker implements, with one adapter a package below.
 * An adapter knows its client and nothing of outbox, modules or moves; the bridge knows all of that and no client. Which
 * broker it is says {@code orderly.broker.type}.
 */
@NullMarked
package dev.orderly.broker;

import org.jspecify.annotations.NullMarked;
