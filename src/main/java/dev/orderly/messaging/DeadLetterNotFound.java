package dev.orderly.messaging;

import org.springframework.http.HttpStatus;

/** The module has parked no such event, or no longer. */
final class DeadLetterNotFound extends MessagingProblem {

    DeadLetterNotFound(String module, String eventId) {
        super(
                HttpStatus.NOT_FOUND,
                "dead-letter-not-found",
                "There is no such dead letter",
                "The module %s keeps no event %s: it was handled, skipped or never parked. GET /api/messaging/dead-letters lists those there are, and /api/messaging/dead-letters/acts what was done about others."
                        .formatted(module, eventId));
    }
}
