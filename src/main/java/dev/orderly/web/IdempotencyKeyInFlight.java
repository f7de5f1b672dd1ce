package dev.orderly.web;

import org.springframework.http.HttpStatus;

/** The first request with this key has not been answered yet. */
class IdempotencyKeyInFlight extends ApiProblem {

    IdempotencyKeyInFlight() {
        super(
                HttpStatus.CONFLICT,
                "idempotency-key-in-flight",
                "The first request with this Idempotency-Key is still in flight",
                "Send the same request again in a moment: it then gets the answer of the first.");
        retryAfter(1);
    }
}
