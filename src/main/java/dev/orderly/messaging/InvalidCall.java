package dev.orderly.messaging;

import java.util.List;
import org.springframework.http.HttpStatus;

/** A field of a call, or of a payload that came with it, holds what it may not. */
final class InvalidCall extends MessagingProblem {

    /** What is wrong with one field, in the form that every door answers. */
    record FieldFault(String field, String message) {}

    InvalidCall(String field, String message) {
        super(
                HttpStatus.BAD_REQUEST,
                "invalid-request",
                "The request is not valid",
                "Correct this field and send the request again: %s: %s.".formatted(field, message));
        member("errors", List.of(new FieldFault(field, message)));
    }
}
