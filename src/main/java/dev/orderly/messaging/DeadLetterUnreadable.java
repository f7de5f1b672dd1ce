package dev.orderly.messaging;

import org.springframework.http.HttpStatus;

/** The event is of a type, or of a version of it, that this application has no record for. */
final class DeadLetterUnreadable extends MessagingProblem {

    DeadLetterUnreadable(StoredEvent event) {
        super(
                HttpStatus.CONFLICT,
                "dead-letter-unreadable",
                "This version does not know the event's type",
                "No payload can be checked, as this version does not know %s in version %d. Start one that does and replay the event, or skip it."
                        .formatted(event.type(), event.version()));
    }
}
