package dev.orderly.web;

import org.springframework.http.HttpStatus;

/** A caller gave two different requests the same key. */
class IdempotencyKeyReused extends ApiProblem {

    IdempotencyKeyReused() {
        super(
                HttpStatus.UNPROCESSABLE_CONTENT,
                "idempotency-key-reused",
                "The Idempotency-Key belongs to another request",
                "This key came before with another address or body. Send the same request again, or use a new key.");
    }
}
