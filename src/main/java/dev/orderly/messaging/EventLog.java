package dev.orderly.messaging;

import org.springframework.transaction.support.TransactionOperations;

/** The log in the database: its events, how far each module has got, and what it could not handle. */
record EventLog(Outbox outbox, Cursors cursors, ParkedEvents parkedEvents, TransactionOperations transaction) {}
