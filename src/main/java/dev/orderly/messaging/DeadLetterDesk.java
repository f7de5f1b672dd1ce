package dev.orderly.messaging;

/** What lies before a person who looks after dead letters. */
record DeadLetterDesk(DeadLetters letters, DeadLetterActs acts, ParkedAttempts attempts) {}
