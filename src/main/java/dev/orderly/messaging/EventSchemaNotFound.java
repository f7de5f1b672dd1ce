package dev.orderly.messaging;

import org.springframework.http.HttpStatus;

/** There is no such type of event, or not in that version. */
final class EventSchemaNotFound extends MessagingProblem {

    EventSchemaNotFound(String type, int version) {
        super(
                HttpStatus.NOT_FOUND,
                "event-schema-not-found",
                "There is no such schema",
                "There is no schema for events of the type %s in version %d; GET /api/events lists the types and versions there are."
                        .formatted(type, version));
    }
}
