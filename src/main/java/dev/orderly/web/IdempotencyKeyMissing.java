package dev.orderly.web;

import org.springframework.http.HttpStatus;

/** A request that creates something came without the name by which it could be sent again. */
class IdempotencyKeyMissing extends ApiProblem {

    IdempotencyKeyMissing() {
        super(
                HttpStatus.BAD_REQUEST,
                "idempotency-key-missing",
                "The Idempotency-Key header is missing",
                "Send Idempotency-Key with a value of your own, such as a UUID, that is new for each request and the same"
                        + " when you send that request again.");
    }
}
