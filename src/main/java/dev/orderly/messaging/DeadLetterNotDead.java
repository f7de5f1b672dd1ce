package dev.orderly.messaging;

import org.springframework.http.HttpStatus;

/** The event is parked and goes its way by itself. */
final class DeadLetterNotDead extends MessagingProblem {

    DeadLetterNotDead(String module, String eventId) {
        super(
                HttpStatus.CONFLICT,
                "dead-letter-not-dead",
                "The event is being tried again",
                "The event %s of %s is no dead letter now: it is tried again by itself, or waits behind one that is. Look at it again before you do anything."
                        .formatted(eventId, module));
    }
}
