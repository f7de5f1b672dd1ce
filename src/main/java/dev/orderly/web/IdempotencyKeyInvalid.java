package dev.orderly.web;

import org.springframework.http.HttpStatus;

/** The header is there, and holds no key. */
class IdempotencyKeyInvalid extends ApiProblem {

    IdempotencyKeyInvalid(int longest) {
        super(
                HttpStatus.BAD_REQUEST,
                "idempotency-key-invalid",
                "The Idempotency-Key header is not valid",
                "Send one Idempotency-Key: a token or a string in double quotes, of 1 to " + longest
                        + " printable ASCII characters, such as a UUID.");
    }
}
